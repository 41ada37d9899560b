namespace Fathom.Vault;

/// <summary>A directory that is held, or above one that is. Changed by <see cref="HeldDirectories"/> alone.</summary>
internal sealed class HeldDirectory(DirectoryId id)
{
    /// <summary>Its id.</summary>
    internal DirectoryId Id => id;

    /// <summary>The number that it is shown with for as long as it is known; 0 where nobody asked for it.</summary>
    internal ulong Inode { get; set; }

    /// <summary>The number of the node that names it now.</summary>
    internal ulong Stored { get; set; }

    /// <summary>Where it is; null for the root.</summary>
    internal HeldDirectory? Parent { get; set; }

    /// <summary>Nodes of it, and directories whose parent it is. 0 where only its number is kept.</summary>
    internal int Users { get; set; }

    /// <summary>It is in the vault no more.</summary>
    internal bool IsRemoved { get; set; }
}
