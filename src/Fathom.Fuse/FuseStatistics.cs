namespace Fathom.Fuse;

/// <summary>What a server did so far, and what it holds.</summary>
public readonly record struct FuseStatistics
{
    /// <summary>Requests of the kernel.</summary>
    public long Requests { get; init; }

    /// <summary>References to nodes that replies gave to the kernel.</summary>
    public long LookupsGiven { get; init; }

    /// <summary>References that the kernel gave back: the rest is what it still has. At an unmount it gives nothing back.</summary>
    public long LookupsForgotten { get; init; }

    /// <summary>Nodes that are held, with the root.</summary>
    public int HeldNodes { get; init; }

    /// <summary>Files that are open.</summary>
    public int OpenFiles { get; init; }

    /// <summary>Directories that are open.</summary>
    public int OpenDirectories { get; init; }
}
