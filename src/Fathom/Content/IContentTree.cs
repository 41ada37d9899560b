namespace Fathom;

/// <summary>A tree whose nodes can be opened, and whose files can be read: what a FUSE server, a sync and a vault are built on.</summary>
/// <remarks>Thread-safe, and so are its nodes and files; a listing is used by one thread at a time. What fails for one node is an
/// <see cref="Errno"/>; <see cref="FathomException"/> means that the tree itself is lost, for example a server that does not answer any
/// longer. Nodes are disposed before the tree.</remarks>
public interface IContentTree : ITree
{
    /// <summary>Opens the root, which need not be a directory.</summary>
    /// <param name="root">The caller's, to be disposed; null when the result is an error.</param>
    Errno OpenRoot(out IContentNode? root);

    /// <summary>Asks for the room on the file system of the root (statvfs).</summary>
    Errno ReadSpace(out TreeSpace space);
}
