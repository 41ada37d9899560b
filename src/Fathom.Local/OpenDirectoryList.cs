using System.Diagnostics.CodeAnalysis;

namespace Fathom.Local;

// One list for each reader, oldest first. A reader adds what it opens; any reader may use or release an entry:
//
//      oldest ◀── Older/Newer ──▶ newest        kept:  Descriptor >= 0, linked
//        │                                      given way: Descriptor = -1, unlinked, node.Id known
//        └─ gives way first: a LIFO walk needs it last
//
// A directory that gave way is reopened from its nearest open ancestor, and what is opened on the way is kept again, so
// climbing out of a deep chain costs a reopened path once for every Capacity levels.

/// <summary>The directories that one reader has opened and keeps, within its share of descriptors.</summary>
[SuppressMessage("Reliability", "CA2213", Justification = "Descriptors are closed in Dispose.")]
internal sealed class OpenDirectoryList : IDisposable
{
    private readonly Lock _lock = new();
    private readonly int _capacity;
    private readonly Stack<OpenDirectory> _free = new();
    private OpenDirectory? _oldest;
    private OpenDirectory? _newest;
    private int _count;
    private bool _isDisposed;

    /// <param name="capacity">Descriptors to keep; one more is open while a directory is being listed.</param>
    internal OpenDirectoryList(int capacity) => _capacity = capacity;

    /// <summary>Keeps a directory that was just opened, in use by the caller.</summary>
    internal OpenDirectory Add(DirectoryNode node, int descriptor)
    {
        lock (_lock)
        {
            OpenDirectory directory = _free.TryPop(out OpenDirectory? free) ? free : new OpenDirectory(this);
            directory.Node = node;
            directory.Descriptor = descriptor;
            directory.Users = 1;
            Link(directory);
            MakeRoom();
            return directory;
        }
    }

    /// <summary>Borrows the descriptor of <paramref name="node"/>. Each success is followed by <see cref="Return"/>.</summary>
    /// <returns>-1 when it has given way, or was released while the caller was on its way here.</returns>
    internal int Borrow(OpenDirectory directory, DirectoryNode node)
    {
        lock (_lock)
        {
            if (directory.Node != node || directory.Descriptor < 0)
            {
                return -1;
            }

            directory.Users++;
            return directory.Descriptor;
        }
    }

    internal void Return(OpenDirectory directory)
    {
        lock (_lock)
        {
            directory.Users--;
            if (directory.Users == 0 && directory.Node is null)
            {
                Free(directory);
            }
            else if (directory.Users == 0 && _isDisposed)
            {
                Close(directory);
            }
        }
    }

    /// <summary>Keeps a directory again that was reopened, and borrows it for the caller.</summary>
    /// <returns>The descriptor to use: another worker's, if that was faster. -1 when the directory was released meanwhile;
    /// <paramref name="descriptor"/> is then still the caller's.</returns>
    internal int Readopt(OpenDirectory directory, DirectoryNode node, int descriptor)
    {
        lock (_lock)
        {
            if (directory.Node != node)
            {
                return -1;
            }

            if (directory.Descriptor >= 0)
            {
                Interop.Close(descriptor);
            }
            else
            {
                directory.Descriptor = descriptor;
                Link(directory);
            }

            directory.Users++;
            MakeRoom();
            return directory.Descriptor;
        }
    }

    /// <summary>Nothing below the directory will be opened any more.</summary>
    internal void Release(OpenDirectory directory)
    {
        lock (_lock)
        {
            directory.Node = null;
            if (directory.Users == 0)
            {
                Free(directory);
            }
        }
    }

    /// <summary>Takes back what <see cref="Add"/> did; the descriptor is the caller's again.</summary>
    internal void Detach(OpenDirectory directory)
    {
        lock (_lock)
        {
            directory.Node = null;
            directory.Users = 0;
            directory.Descriptor = -1;
            Unlink(directory);
            _free.Push(directory);
        }
    }

    /// <summary>Closes the oldest directory that nobody uses, to free a descriptor.</summary>
    internal bool GiveWay()
    {
        lock (_lock)
        {
            return CloseOldestUnused();
        }
    }

    public void Dispose()
    {
        lock (_lock)
        {
            _isDisposed = true;
            while (CloseOldestUnused())
            {
            }
        }
    }

    private void MakeRoom()
    {
        while (_count > _capacity && CloseOldestUnused())
        {
        }
    }

    private bool CloseOldestUnused()
    {
        OpenDirectory? directory = _oldest;
        while (directory is not null && directory.Users > 0)
        {
            directory = directory.Newer;
        }

        if (directory is null)
        {
            return false;
        }

        Identify(directory);
        Close(directory);
        return true;
    }

    // Whoever reopens it must be able to tell that it is the same directory.
    private static void Identify(OpenDirectory directory)
    {
        DirectoryNode node = directory.Node!;
        if (!node.Id.IsKnown
            && Interop.StatxSelf(directory.Descriptor, StatMask.Inode, out Interop.StatxBuffer attributes) == Errno.None)
        {
            node.Id = new NodeId(attributes.Device, attributes.Inode);
        }
    }

    private void Free(OpenDirectory directory)
    {
        Close(directory);
        _free.Push(directory);
    }

    private void Close(OpenDirectory directory)
    {
        if (directory.Descriptor >= 0)
        {
            Interop.Close(directory.Descriptor);
            directory.Descriptor = -1;
            Unlink(directory);
        }
    }

    private void Link(OpenDirectory directory)
    {
        directory.Older = _newest;
        directory.Newer = null;
        if (_newest is null)
        {
            _oldest = directory;
        }
        else
        {
            _newest.Newer = directory;
        }

        _newest = directory;
        _count++;
    }

    private void Unlink(OpenDirectory directory)
    {
        if (directory.Older is null)
        {
            _oldest = directory.Newer;
        }
        else
        {
            directory.Older.Newer = directory.Newer;
        }

        if (directory.Newer is null)
        {
            _newest = directory.Older;
        }
        else
        {
            directory.Newer.Older = directory.Older;
        }

        directory.Older = null;
        directory.Newer = null;
        _count--;
    }
}
