namespace Fathom.Fuse;

/// <summary>A node that the kernel knows by number.</summary>
internal sealed class FuseNode(IContentNode content, NodeId key, ulong inode)
{
    /// <summary>The held node.</summary>
    internal IContentNode Content { get; } = content;

    /// <summary>The held node, if the tree can be changed.</summary>
    internal IWritableNode? Writable { get; } = content as IWritableNode;

    /// <summary>Under which the table finds it again.</summary>
    internal NodeId Key { get; } = key;

    /// <summary>The inode number that is shown.</summary>
    internal ulong Inode { get; } = inode;

    /// <summary>Number that the kernel knows it by.</summary>
    internal ulong Id { get; set; }

    /// <summary>Tells two nodes apart that had the same <see cref="Id"/> one after the other.</summary>
    internal ulong Generation { get; set; }

    /// <summary>Where it was found last. Null for the root.</summary>
    internal NodePlace? Place { get; set; }

    /// <summary>The tree counted names of it: not every tree does.</summary>
    internal bool HasHadNames { get; init; }

    /// <summary>A request named it since the trimmer came by.</summary>
    internal bool IsUsed { get; set; }

    /// <summary>Inode of the directory that a directory stands in, as last seen; 0 if not known. For "..".</summary>
    internal ulong ParentInode { get; set; }

    /// <summary>References that the kernel has. Guarded by the lock of its stripe in the table.</summary>
    internal ulong Lookups { get; set; }
}
