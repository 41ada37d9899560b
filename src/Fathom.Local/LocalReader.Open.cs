namespace Fathom.Local;

/// <content>Descriptors: each directory is opened relative to its parent's, and reopened from the nearest open ancestor when
/// that had to give way.</content>
internal sealed partial class LocalReader
{
    // Somebody else in this process may hold the descriptors: worth a short wait, not worth a hang.
    private const int ExhaustedRetries = 200;
    private static readonly TimeSpan s_exhaustedPause = TimeSpan.FromMilliseconds(5);

    private Errno OpenForListing(ref Request request)
    {
        DirectoryNode node = request.Node;
        if (node.ReaderState is null)
        {
            Errno errno = OpenUnderParent(node, out int descriptor);
            if (errno != Errno.None)
            {
                return errno;
            }

            if (TryKeep(node, descriptor, out request.Directory))
            {
                request.Descriptor = descriptor;
                return Errno.None;
            }

            Interop.Close(descriptor);
        }

        // Another worker came through on its way to a directory below. Nobody reads a descriptor but who lists, so it stands at its beginning.
        return Borrow(ref request);
    }

    // Who keeps a directory first keeps it for all.
    private bool TryKeep(DirectoryNode node, int descriptor, out OpenDirectory? kept)
    {
        kept = _open.Add(node, descriptor);
        if (node.TryKeepReaderState(kept))
        {
            return true;
        }

        _open.Detach(kept);
        kept = null;
        return false;
    }

    // For a slice: its directory was opened by whoever lists it.
    private Errno Borrow(ref Request request)
    {
        Errno errno = BorrowOrReopen(request.Node, out int descriptor);
        if (errno == Errno.None)
        {
            request.Directory = (OpenDirectory)request.Node.ReaderState!;
            request.Descriptor = descriptor;
        }

        return errno;
    }

    private Errno OpenUnderParent(DirectoryNode node, out int descriptor)
    {
        if (node.Parent is null)
        {
            return OpenName(Interop.AT_FDCWD, _tree.RootNameWithNul, _tree.FollowRoot, out descriptor);
        }

        Errno errno = BorrowOrReopen(node.Parent, out int parent);
        if (errno != Errno.None)
        {
            descriptor = -1;
            return errno;
        }

        errno = OpenName(parent, node.NameWithNul, node.IsFollowedLink, out descriptor);
        OpenDirectory borrowed = (OpenDirectory)node.Parent.ReaderState!;
        borrowed.Owner.Return(borrowed);
        return errno;
    }

    private Errno BorrowOrReopen(DirectoryNode node, out int descriptor)
    {
        descriptor = BorrowIfOpen(node, out _);
        return descriptor >= 0 ? Errno.None : Reopen(node, out descriptor);
    }

    // Down from the nearest ancestor that is open; each level that still has children to open is kept again, as far as
    // there is room. A loop, not a recursion: chains may have thousands of levels.
    private Errno Reopen(DirectoryNode node, out int descriptor)
    {
        Stack<DirectoryNode> closed = new();
        Foothold foothold = default;
        DirectoryNode? ancestor = node;
        while (ancestor is not null)
        {
            foothold.Descriptor = BorrowIfOpen(ancestor, out foothold.Borrowed);
            if (foothold.Descriptor >= 0)
            {
                break;
            }

            closed.Push(ancestor);
            ancestor = ancestor.Parent;
        }

        while (closed.TryPop(out DirectoryNode? next))
        {
            Errno errno = next.Parent is null
                ? OpenName(Interop.AT_FDCWD, _tree.RootNameWithNul, _tree.FollowRoot, out int opened)
                : OpenName(foothold.Descriptor, next.NameWithNul, next.IsFollowedLink, out opened);
            if (errno == Errno.None)
            {
                errno = CheckIdentity(next, opened);
            }

            if (next.Parent is not null)
            {
                foothold.Leave();
            }

            if (errno != Errno.None)
            {
                descriptor = -1;
                return errno;
            }

            foothold = StandOn(next, opened);
        }

        // The node itself has children or slices to serve, so it was not released, and the foothold is on its own entry.
        descriptor = foothold.Descriptor;
        return Errno.None;
    }

    private static int BorrowIfOpen(DirectoryNode node, out OpenDirectory? borrowed)
    {
        borrowed = node.ReaderState as OpenDirectory;
        return borrowed is null ? -1 : borrowed.Owner.Borrow(borrowed, node);
    }

    // Where a way down stands: on a kept descriptor, or on one of its own if the directory was released.
    private struct Foothold
    {
        internal int Descriptor;
        internal OpenDirectory? Borrowed;

        internal readonly void Leave()
        {
            if (Borrowed is not null)
            {
                Borrowed.Owner.Return(Borrowed);
            }
            else
            {
                Interop.Close(Descriptor);
            }
        }
    }

    // A directory that was never opened is kept now: many directories at which a walk starts may stand below it.
    private Foothold StandOn(DirectoryNode node, int opened)
    {
        if (node.ReaderState is null && TryKeep(node, opened, out OpenDirectory? added))
        {
            return new Foothold { Descriptor = opened, Borrowed = added };
        }

        OpenDirectory? kept = node.ReaderState as OpenDirectory;
        int descriptor = kept is null ? -1 : kept.Owner.Readopt(kept, node, opened);
        return descriptor >= 0
            ? new Foothold { Descriptor = descriptor, Borrowed = kept }
            : new Foothold { Descriptor = opened };
    }

    // Somebody may have moved it and put another one in its place meanwhile.
    private static Errno CheckIdentity(DirectoryNode node, int descriptor)
    {
        Errno errno = Interop.StatxSelf(descriptor, StatMask.Inode, out Interop.StatxBuffer attributes);
        if (errno == Errno.None && node.Id.IsKnown && node.Id != new NodeId(attributes.Device, attributes.Inode))
        {
            errno = Errno.ESTALE;
        }

        if (errno != Errno.None)
        {
            Interop.Close(descriptor);
        }

        return errno;
    }

    private unsafe Errno OpenName(int parent, ReadOnlySpan<byte> nameWithNul, bool follow, out int descriptor)
    {
        // O_NONBLOCK: should a pipe stand there by now, opening it must not wait for a writer.
        int flags = Interop.O_RDONLY | Interop.O_DIRECTORY | Interop.O_CLOEXEC | Interop.O_NONBLOCK
            | (follow ? 0 : Interop.O_NOFOLLOW);
        fixed (byte* name = nameWithNul)
        {
            for (int attempt = 0; ; attempt++)
            {
                Errno errno = Interop.OpenAt(parent, name, flags, out descriptor);
                if (errno is not (Errno.EMFILE or Errno.ENFILE) || attempt == ExhaustedRetries
                    || _options.Cancellation.IsCancellationRequested)
                {
                    return errno;
                }

                if (!_open.GiveWay())
                {
                    Thread.Sleep(s_exhaustedPause);
                }
            }
        }
    }
}
