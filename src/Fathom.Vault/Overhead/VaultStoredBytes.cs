namespace Fathom.Vault;

/// <summary>Stored nodes, and the cleartext that they are for.</summary>
public readonly record struct VaultStoredBytes
{
    /// <summary>File systems give space in blocks of this many bytes, nearly all of them.</summary>
    private const long BlockLength = 4096;

    /// <summary>Stored nodes.</summary>
    public long Nodes { get; init; }

    /// <summary>Their sizes, bytes.</summary>
    public long Apparent { get; init; }

    /// <summary>What they occupy, bytes.</summary>
    public long Allocated { get; init; }

    /// <summary>Files, links and directories of the cleartext among them.</summary>
    public long ClearNodes { get; init; }

    /// <summary>The sizes of these, bytes.</summary>
    public long ClearApparent { get; init; }

    /// <summary>What these would occupy, bytes: their sizes in whole blocks of 4 KiB, but never more than is occupied.</summary>
    public long ClearAllocated { get; init; }

    /// <summary>Adds another sum.</summary>
    public VaultStoredBytes Plus(in VaultStoredBytes other) => new()
    {
        Nodes = Nodes + other.Nodes,
        Apparent = Apparent + other.Apparent,
        Allocated = Allocated + other.Allocated,
        ClearNodes = ClearNodes + other.ClearNodes,
        ClearApparent = ClearApparent + other.ClearApparent,
        ClearAllocated = ClearAllocated + other.ClearAllocated,
    };

    /// <summary>A node that only the ciphertext has.</summary>
    internal static VaultStoredBytes OfStructure(long size, long allocated) => new() { Nodes = 1, Apparent = size, Allocated = allocated };

    /// <summary>The node of something in the cleartext.</summary>
    internal static VaultStoredBytes OfContent(long size, long allocated, long clearSize) => new()
    {
        Nodes = 1,
        Apparent = size,
        Allocated = allocated,
        ClearNodes = 1,
        ClearApparent = clearSize,
        ClearAllocated = Math.Min(allocated, (clearSize + BlockLength - 1) / BlockLength * BlockLength),
    };
}
