namespace Fathom.Vault;

/// <summary>A directory that is held, or above one that is. Changed by <see cref="HeldDirectories"/> alone.</summary>
internal sealed class HeldDirectory(DirectoryId id)
{
    /// <summary>Its id.</summary>
    internal DirectoryId Id => id;

    /// <summary>Where it is; null for the root.</summary>
    internal HeldDirectory? Parent { get; set; }

    /// <summary>Nodes of it, and directories whose parent it is.</summary>
    internal int Users { get; set; }
}
