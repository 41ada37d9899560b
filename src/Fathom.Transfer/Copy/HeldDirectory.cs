namespace Fathom.Transfer;

/// <summary>A directory that was opened for a while, or the root, which is somebody else's.</summary>
internal readonly struct HeldDirectory : IDisposable
{
    private readonly bool _isOwned;

    private HeldDirectory(IWritableNode node, bool isOwned) => (Node, _isOwned) = (node, isOwned);

    internal IWritableNode Node { get; }

    /// <summary>One that somebody else holds.</summary>
    internal static HeldDirectory Of(IWritableNode node) => new(node, isOwned: false);

    /// <summary>Opens a directory by its path below a root, component by component, following no link.</summary>
    /// <param name="path">Without a slash at either end; empty for the root.</param>
    /// <param name="make">Makes and opens what is not there; null to fail with ENOENT. Is given the path so far.</param>
    /// <param name="held">The caller's, to be disposed; default when the result is an error.</param>
    internal static Errno Open(IWritableNode root, ReadOnlySpan<byte> path, Maker? make, out HeldDirectory held)
    {
        held = new HeldDirectory(root, isOwned: false);
        int at = 0;
        while (at < path.Length)
        {
            int slash = path[at..].IndexOf((byte)'/');
            int end = slash < 0 ? path.Length : at + slash;
            Errno errno = OpenOne(held.Node, path[at..end], path[..end], make, out IWritableNode? next);
            held.Dispose();
            if (errno != Errno.None)
            {
                held = default;
                return errno;
            }

            held = new HeldDirectory(next!, isOwned: true);
            at = end + 1;
        }

        return Errno.None;
    }

    /// <summary>The part of a path before its last component; empty if there is one component.</summary>
    internal static ReadOnlySpan<byte> ParentOf(ReadOnlySpan<byte> path) => path[..Math.Max(0, path.LastIndexOf((byte)'/'))];

    public void Dispose()
    {
        if (_isOwned)
        {
            Node.Dispose();
        }
    }

    private static Errno OpenOne(IWritableNode directory, ReadOnlySpan<byte> name, ReadOnlySpan<byte> path, Maker? make, out IWritableNode? node)
    {
        Errno errno = directory.OpenWritable(name, out node);
        if (errno == Errno.ENOENT && make is not null)
        {
            errno = make(directory, name, path, out node);
        }

        // Another thread made it first.
        errno = errno == Errno.EEXIST ? directory.OpenWritable(name, out node) : errno;
        if (errno == Errno.None && node!.Kind != EntryKind.Directory)
        {
            node.Dispose();
            node = null;
            errno = Errno.ENOTDIR;
        }

        return errno;
    }

    /// <summary>Makes a directory.</summary>
    internal delegate Errno Maker(IWritableNode directory, ReadOnlySpan<byte> name, ReadOnlySpan<byte> path, out IWritableNode? node);
}
