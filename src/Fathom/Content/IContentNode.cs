namespace Fathom;

/// <summary>A held node: it stays the same node whatever happens to its names meanwhile.</summary>
/// <remarks>
/// <para>Thread-safe. A tree may spend something on each node that is held, a descriptor for example: dispose it when done. Whether a node
/// outlives its last name is the tree's: a local one does, one of an NFS server is <see cref="Errno.ESTALE"/> then.</para>
/// <para>Names are raw bytes of one component. What <see cref="EntryName.Check"/> refuses is <see cref="Errno.EINVAL"/>; a name that the tree
/// cannot hold is <see cref="Errno.ENAMETOOLONG"/>. No call follows a symbolic link, also not one that was put in the place of
/// something else a moment ago.</para>
/// </remarks>
public interface IContentNode : IDisposable
{
    /// <summary>What the node is. It does not change.</summary>
    EntryKind Kind { get; }

    /// <summary>Fetches attributes as they are now.</summary>
    /// <param name="mask">Attributes that are wanted; others may be there too, or be 0.</param>
    Errno ReadAttributes(StatMask mask, out NodeAttributes attributes);

    /// <summary>Opens a name in this directory.</summary>
    /// <param name="node">The caller's, to be disposed; null when the result is an error.</param>
    /// <returns>ENOENT; ENOTDIR if this is no directory; EACCES if it may not be searched.</returns>
    Errno Open(ReadOnlySpan<byte> name, out IContentNode? node) => Open(name, StatMask.None, out node, out _);

    /// <summary>Opens a name in this directory, and fetches its attributes, which many trees have at hand then.</summary>
    /// <param name="mask">Attributes that are wanted; others may be there too, or be 0.</param>
    /// <param name="node">The caller's, to be disposed; null when the result is an error.</param>
    /// <returns>ENOENT; ENOTDIR if this is no directory; EACCES if it may not be searched.</returns>
    Errno Open(ReadOnlySpan<byte> name, StatMask mask, out IContentNode? node, out NodeAttributes attributes);

    /// <summary>Opens an entry of a listing of this directory. A tree whose listings carry handles and kinds asks nobody for that.</summary>
    /// <param name="batch">As <see cref="IDirectoryListing.Next"/> or a <see cref="ITreeReader"/> of the same tree filled it.</param>
    /// <param name="index">Of the entry.</param>
    /// <param name="node">The caller's, to be disposed; null when the result is an error.</param>
    Errno Open(EntryBatch batch, int index, out IContentNode? node)
    {
        ArgumentNullException.ThrowIfNull(batch);
        return Open(batch.Name(index), out node);
    }

    /// <summary>Opens an entry of an earlier listing of this directory by the handle that came with it, which asks nobody: whether the node is
    /// still there shows when it is used, by <see cref="Errno.ESTALE"/>. It is that node whatever its name stands for by now.</summary>
    /// <param name="handle">As a listing of the same tree gave it; not empty.</param>
    /// <param name="kind">As it was listed; known.</param>
    /// <param name="node">The caller's, to be disposed; null when the result is an error.</param>
    /// <returns>EOPNOTSUPP where handles alone do not open nodes: open the name then.</returns>
    Errno Open(NodeHandle handle, EntryKind kind, out IContentNode? node)
    {
        node = null;
        return Errno.EOPNOTSUPP;
    }

    /// <summary>Opens a name in this directory that is a directory too, without its attributes, which a tree may then not have to ask for.</summary>
    /// <param name="node">The caller's, to be disposed; null when the result is an error.</param>
    /// <returns>As <see cref="Open(ReadOnlySpan{byte}, out IContentNode?)"/>, and ENOTDIR if the name is no directory.</returns>
    Errno OpenDirectory(ReadOnlySpan<byte> name, out IContentNode? node)
    {
        Errno errno = Open(name, out node);
        if (errno == Errno.None && node!.Kind != EntryKind.Directory)
        {
            node.Dispose();
            node = null;
            errno = Errno.ENOTDIR;
        }

        return errno;
    }

    /// <summary>Opens a file in this directory for reading, with its attributes, and holds no node of it: the shortest way to the content of many files.</summary>
    /// <param name="mask">Attributes that are wanted; others may be there too, or be 0. They are those of what was opened.</param>
    /// <param name="file">The caller's, to be disposed; null when the result is an error.</param>
    /// <returns>As <see cref="Open(ReadOnlySpan{byte}, out IContentNode?)"/> and <see cref="OpenFile(out IContentFile?)"/>: EINVAL also for a link.</returns>
    Errno OpenFile(ReadOnlySpan<byte> name, StatMask mask, out IContentFile? file, out NodeAttributes attributes)
    {
        file = null;
        Errno errno = Open(name, mask | StatMask.Kind, out IContentNode? node, out attributes);
        using (node)
        {
            return errno == Errno.None ? node!.OpenFile(out file) : errno;
        }
    }

    /// <summary>Opens what a name in this directory leads to, if it is a symbolic link; for who was told to follow links, and knows where they may lead.</summary>
    /// <param name="mask">Attributes that are wanted; others may be there too, or be 0.</param>
    /// <param name="node">The caller's, to be disposed; null when the result is an error. It may stand outside of the tree.</param>
    /// <returns>As <see cref="Open(ReadOnlySpan{byte}, StatMask, out IContentNode?, out NodeAttributes)"/>, and ELOOP; EOPNOTSUPP where the tree cannot
    /// tell what links lead to.</returns>
    Errno OpenFollowed(ReadOnlySpan<byte> name, StatMask mask, out IContentNode? node, out NodeAttributes attributes)
    {
        node = null;
        attributes = default;
        return Errno.EOPNOTSUPP;
    }

    /// <summary>Reads where a symbolic link points.</summary>
    /// <param name="target">Raw bytes; empty when the result is an error.</param>
    /// <returns>EINVAL if this is no link.</returns>
    Errno ReadTarget(out byte[] target);

    /// <summary>Opens this directory to be listed from its beginning.</summary>
    /// <param name="mask">Attributes that are wanted of each entry; the tree leaves out what it does not have.</param>
    /// <param name="listing">The caller's, to be disposed; null when the result is an error.</param>
    /// <returns>ENOTDIR if this is no directory; EACCES if it may not be read, which a tree whose permissions another machine
    /// checks may say with the first batch instead.</returns>
    Errno OpenListing(StatMask mask, out IDirectoryListing? listing);

    /// <summary>Opens this file for reading.</summary>
    /// <param name="file">The caller's, to be disposed; it may outlive the node. Null when the result is an error.</param>
    /// <returns>EISDIR for a directory, EINVAL for what is no file either, EACCES if it may not be read; a tree whose
    /// permissions another machine checks may say so with the first read instead.</returns>
    Errno OpenFile(out IContentFile? file);

    /// <summary>Reads one extended attribute, of the node itself, also if that is a link.</summary>
    /// <param name="name">Raw bytes with the namespace, for example "user.note"; no NUL.</param>
    /// <param name="value">Where the value goes; empty to ask for the length alone.</param>
    /// <param name="length">Bytes of the value; 0 when the result is an error.</param>
    /// <returns>ENODATA if there is none of that name, ERANGE if it does not fit, EOPNOTSUPP where there are none.</returns>
    Errno ReadXattr(ReadOnlySpan<byte> name, Span<byte> value, out int length);

    /// <summary>Lists the names of extended attributes.</summary>
    /// <param name="names">Where the names go, each with a NUL behind it; empty to ask for the length alone.</param>
    /// <param name="length">Bytes of all names; 0 when the result is an error.</param>
    /// <returns>ERANGE if they do not fit, EOPNOTSUPP where there are none.</returns>
    Errno ListXattrs(Span<byte> names, out int length);
}
