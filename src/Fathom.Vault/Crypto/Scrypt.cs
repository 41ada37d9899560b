namespace Fathom.Vault;

/// <summary>Password-based keys, with bounds against files that ask for all memory.</summary>
internal static class Scrypt
{
    /// <summary>Derives <paramref name="key"/>.</summary>
    /// <param name="cost">Affordable.</param>
    /// <exception cref="ArgumentException"><paramref name="cost"/> is not affordable.</exception>
    /// <exception cref="DllNotFoundException">OpenSSL 3 is not installed.</exception>
    /// <exception cref="InsufficientMemoryException">OpenSSL could not take the memory.</exception>
    internal static void DeriveKey(ReadOnlySpan<byte> password, ReadOnlySpan<byte> salt, in ScryptCost cost, Span<byte> key)
    {
        if (!cost.IsAffordable)
        {
            throw new ArgumentException($"scrypt with N={cost.Cost}, r={cost.BlockSize}, p={cost.Parallel} is not affordable", nameof(cost));
        }

        // OpenSSL counts the blocks of all passes and one of scratch too.
        long maxMemory = cost.Memory + 128 * cost.BlockSize * (cost.Parallel + 2) + 4096;
        if (!Interop.Scrypt(password, salt, in cost, maxMemory, key))
        {
            key.Clear();
            throw new InsufficientMemoryException($"scrypt could not take the {cost.Memory >> 20} MiB of memory that it needs");
        }
    }
}
