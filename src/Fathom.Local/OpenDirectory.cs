namespace Fathom.Local;

/// <summary>The descriptor that is kept for one directory of a walk while children wait to be opened relative to it. Every
/// field is guarded by its owner's lock.</summary>
internal sealed class OpenDirectory(OpenDirectoryList owner)
{
    internal readonly OpenDirectoryList Owner = owner;

    /// <summary>Null once it was released; the object may then stand for another directory soon.</summary>
    internal DirectoryNode? Node;

    /// <summary>-1 when it had to give way to others.</summary>
    internal int Descriptor = -1;

    /// <summary>Operations that are using the descriptor now.</summary>
    internal int Users;

    internal OpenDirectory? Older;
    internal OpenDirectory? Newer;
}
