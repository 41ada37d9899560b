namespace Fathom.Index;

/// <summary>What a directory holds itself, summed while it is listed. Workers that answer its slices add at the same time.</summary>
internal sealed class DirectorySums
{
    private readonly Lock _lock = new();

    /// <summary>What du counts for the directory itself and for its entries that are no directories and have one link.</summary>
    internal Rollup Own = Rollup.Empty;

    /// <summary>Sum of the digests of the entries: the order in which they come does not matter.</summary>
    internal UInt128 Digest;

    internal void Add(in Rollup own, UInt128 digest)
    {
        lock (_lock)
        {
            Own.Add(own);
            Digest += digest;
        }
    }

    internal void Clear() => (Own, Digest) = (Rollup.Empty, 0);
}
