namespace Fathom.Vault;

/// <summary>Cipher objects of the BCL that serve one thread at a time and are costly to make: a few are kept for whoever comes next.</summary>
/// <param name="create">Makes one when none is idle.</param>
internal sealed class CipherPool<T>(Func<T> create) : IDisposable
    where T : class, IDisposable
{
    // More threads than this at one file are rare, and only make more objects.
    private readonly T?[] _idle = new T?[4];

    /// <summary>Takes one; <see cref="Return"/> gives it back.</summary>
    internal T Rent()
    {
        for (int i = 0; i < _idle.Length; i++)
        {
            // Looks first: an exchange takes the cache line from the other threads. Partner: CompareExchange in Return.
            if (Volatile.Read(ref _idle[i]) is not null && Interlocked.Exchange(ref _idle[i], null) is { } cipher)
            {
                return cipher;
            }
        }

        return create();
    }

    /// <summary>Keeps one for the next, or disposes of it.</summary>
    internal void Return(T cipher)
    {
        for (int i = 0; i < _idle.Length; i++)
        {
            // Partner: Exchange in Rent.
            if (Volatile.Read(ref _idle[i]) is null && Interlocked.CompareExchange(ref _idle[i], cipher, null) is null)
            {
                return;
            }
        }

        cipher.Dispose();
    }

    /// <summary>Disposes of the idle ones. Nobody may have one still.</summary>
    public void Dispose()
    {
        for (int i = 0; i < _idle.Length; i++)
        {
            Interlocked.Exchange(ref _idle[i], null)?.Dispose();
        }
    }
}
