namespace Fathom.Local;

/// <content>Content and changes: see <see cref="LocalNode"/>.</content>
public sealed partial class LocalTree
{
    internal const StatMask Attributes = StatMask.Basic | StatMask.Btime | StatMask.Target;

    /// <inheritdoc/>
    /// <remarks>Every node that is held costs a descriptor (<see cref="RaiseDescriptorLimit"/>). Nodes are opened through /proc/self/fd.</remarks>
    /// <exception cref="FathomException">There is no /proc.</exception>
    public Errno OpenRoot(out IContentNode? root)
    {
        Errno errno = CheckProc();
        if (errno != Errno.None)
        {
            throw new FathomException("cannot work through /proc/self/fd (is /proc mounted?) on files below", RootName, errno);
        }

        errno = LocalNode.OpenPath(_root, FollowRoot, out LocalNode? node);
        root = node;
        return errno;
    }

    /// <inheritdoc/>
    public Errno ReadSpace(out TreeSpace space)
    {
        space = default;
        Errno errno = LocalNode.OpenPath(_root, FollowRoot, out LocalNode? root);
        using (root)
        {
            return errno == Errno.None ? root!.ReadSpace(out space) : errno;
        }
    }

    private static unsafe Errno CheckProc()
    {
        fixed (byte* path = "/proc/self/fd"u8)
        {
            return Interop.Statx(Interop.AT_FDCWD, path, 0, StatMask.Kind, out _);
        }
    }
}
