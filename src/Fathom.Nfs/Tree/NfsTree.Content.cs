namespace Fathom.Nfs;

/// <content>Content and changes: see <see cref="NfsContentNode"/>.</content>
public sealed partial class NfsTree
{
    internal const StatMask Attributes = StatMask.Basic | StatMask.Target;

    /// <inheritdoc/>
    /// <remarks>Nodes are handles: holding many costs nothing, and one whose last name is removed is <see cref="Errno.ESTALE"/>. Data is
    /// on stable storage when a write returns. The server checks permissions, with the first read or write of a file. There
    /// are no extended attributes, and a rename can only replace. Times are those of 1970 to 2106.</remarks>
    public Errno OpenRoot(out IContentNode? root)
    {
        NfsFileHandle handle = Client.Root;
        Errno errno = Client.GetAttributes(in handle, out NodeAttributes attributes);
        root = errno == Errno.None ? new NfsContentNode(Client, in handle, attributes.Kind) : null;
        return errno;
    }

    /// <inheritdoc/>
    public Errno ReadSpace(out TreeSpace space)
    {
        space = default;
        NfsFileHandle handle = Client.Root;
        Errno errno = Client.FileSystemStat(in handle, out NfsFileSystemStat stat);
        if (errno != Errno.None)
        {
            return errno;
        }

        // Not every server answers PATHCONF; how long names may be then shows when one is made.
        Errno limited = Client.PathLimits(in handle, out NfsPathLimits limits);
        space = new TreeSpace
        {
            TotalBytes = stat.TotalBytes,
            FreeBytes = stat.FreeBytes,
            AvailableBytes = stat.AvailableBytes,
            TotalNodes = stat.TotalNodes,
            FreeNodes = stat.FreeNodes,
            AvailableNodes = stat.AvailableNodes,
            MaxName = limited == Errno.None ? (int)Math.Min(limits.MaxName, int.MaxValue) : 0,
        };
        return Errno.None;
    }
}
