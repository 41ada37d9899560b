namespace Fathom.Tests.Repository;

/// <summary>A type with one member of each sort that <see cref="PublicApi"/> renders.</summary>
public abstract class ApiSample<T> : IDisposable
    where T : unmanaged
{
    public const int Limit = 5;

    protected ApiSample(string name, bool isOpen = true)
    {
        Name = isOpen ? name : null;
    }

    public string? Name { get; internal set; }

    public required int Count { get; init; }

    public T? Find<TKey>(params TKey[] keys)
        where TKey : class, new()
    {
        return keys.Length > 0 ? default(T) : null;
    }

    public abstract List<string?> Read(in T key, out long size, byte[]? buffer = null);

    public void Dispose()
    {
        Close();
        GC.SuppressFinalize(this);
    }

    protected virtual void Close()
    {
    }
}
