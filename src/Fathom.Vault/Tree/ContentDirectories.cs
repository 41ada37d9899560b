using System.Diagnostics;

namespace Fathom.Vault;

// d ─┬─ AB ─┬─ 30 characters: the content of one directory of the vault
//    │      └─ ...
//    └─ ...            at most 1024 such branches, of which the ones used last are kept open

/// <summary>Opens content directories by the ids of their directories. Thread-safe.</summary>
internal sealed class ContentDirectories : IDisposable
{
    private readonly Lock _lock = new();
    private readonly IContentNode _top;
    private readonly AesSiv _siv;
    private readonly int _capacity;
    private readonly Dictionary<int, Branch> _open = [];

    // The one used last comes last.
    private readonly LinkedList<Branch> _order = new();

    /// <param name="top">The directory <c>d</c>; disposed with this.</param>
    /// <param name="capacity">Branches that are kept open.</param>
    internal ContentDirectories(IContentNode top, AesSiv siv, int capacity)
    {
        _top = top;
        _siv = siv;
        _capacity = capacity;
    }

    /// <summary>Opens the content of a directory, and fetches its attributes.</summary>
    /// <param name="node">The caller's; null where the result is an error.</param>
    /// <returns>ENOENT where it is missing, ENOTDIR where it is something else.</returns>
    internal Errno Open(DirectoryId id, StatMask mask, out IContentNode? node, out NodeAttributes attributes)
    {
        Span<byte> path = stackalloc byte[DirectoryId.PathLength];
        id.WritePath(_siv, path);
        return Open(path, mask, out node, out attributes);
    }

    /// <summary>Opens a content directory by its path.</summary>
    internal Errno Open(ReadOnlySpan<byte> path, out IContentNode? node) => Open(path, StatMask.None, out node, out _);

    private Errno Open(ReadOnlySpan<byte> path, StatMask mask, out IContentNode? node, out NodeAttributes attributes)
    {
        Errno errno = Open(path, mask, out node, out attributes, out bool wasKept);
        if (wasKept && errno is Errno.ENOENT or Errno.ESTALE)
        {
            // A kept branch may have been removed and made again meanwhile.
            Drop(KeyOf(path));
            errno = Open(path, mask, out node, out attributes, out _);
        }

        if (errno == Errno.None && node!.Kind != EntryKind.Directory)
        {
            node.Dispose();
            node = null;
            return Errno.ENOTDIR;
        }

        return errno;
    }

    /// <summary>Makes the content of a new directory, and its branch if that is missing. The ciphertext can be changed.</summary>
    /// <param name="mode">Permission bits of the content.</param>
    /// <param name="node">The caller's; null where the result is an error.</param>
    internal Errno Create(DirectoryId id, uint mode, out IWritableNode? node)
    {
        node = null;
        Span<byte> path = stackalloc byte[DirectoryId.PathLength];
        id.WritePath(_siv, path);
        Errno errno = Borrow(path, canMake: true, out Branch? branch, out bool wasKept);
        if (errno != Errno.None)
        {
            return errno;
        }

        try
        {
            errno = ((IWritableNode)branch!.Node).MakeDirectory(path[5..], mode, out node);
        }
        finally
        {
            Return(branch!);
        }

        if (!wasKept || errno is not (Errno.ENOENT or Errno.ESTALE))
        {
            return errno;
        }

        Drop(KeyOf(path));
        return Create(id, mode, out node);
    }

    /// <summary>Removes the content directory of a directory, which must be empty. Its branch stays: others may be at it.</summary>
    internal Errno Remove(DirectoryId id)
    {
        Span<byte> path = stackalloc byte[DirectoryId.PathLength];
        id.WritePath(_siv, path);
        Errno errno = Borrow(path, canMake: false, out Branch? branch, out _);
        if (errno != Errno.None)
        {
            return errno;
        }

        try
        {
            return ((IWritableNode)branch!.Node).RemoveDirectory(path[5..]);
        }
        finally
        {
            Return(branch!);
        }
    }

    /// <summary>Waits until the name of a directory's content is on stable storage.</summary>
    internal Errno Sync(DirectoryId id)
    {
        Span<byte> path = stackalloc byte[DirectoryId.PathLength];
        id.WritePath(_siv, path);
        Errno errno = Borrow(path, canMake: false, out Branch? branch, out _);
        if (errno != Errno.None)
        {
            return errno;
        }

        try
        {
            errno = ((IWritableNode)branch!.Node).Sync();
            return errno == Errno.None ? ((IWritableNode)_top).Sync() : errno;
        }
        finally
        {
            Return(branch!);
        }
    }

    /// <summary>Closes what is open. Nobody may be in here still.</summary>
    public void Dispose()
    {
        foreach (Branch branch in _order)
        {
            branch.Node.Dispose();
        }

        _order.Clear();
        _open.Clear();
        _top.Dispose();
    }

    private static int KeyOf(ReadOnlySpan<byte> path) => path[2] << 8 | path[3];

    private Errno Open(ReadOnlySpan<byte> path, StatMask mask, out IContentNode? node, out NodeAttributes attributes, out bool wasKept)
    {
        node = null;
        attributes = default;
        Errno errno = Borrow(path, canMake: false, out Branch? branch, out wasKept);
        if (errno != Errno.None)
        {
            return errno;
        }

        try
        {
            return branch!.Node.Open(path[5..], mask, out node, out attributes);
        }
        finally
        {
            Return(branch!);
        }
    }

    // Whoever gets a branch returns it.
    private Errno Borrow(ReadOnlySpan<byte> path, bool canMake, out Branch? branch, out bool wasKept)
    {
        branch = Borrow(KeyOf(path));
        wasKept = branch is not null;
        if (branch is not null)
        {
            return Errno.None;
        }

        ReadOnlySpan<byte> name = path[2..4];
        Errno errno = _top.Open(name, out IContentNode? opened);
        if (errno == Errno.ENOENT && canMake)
        {
            errno = MakeBranch(name, out opened);
        }

        branch = errno == Errno.None ? Keep(KeyOf(path), opened!) : null;
        return errno;
    }

    private Errno MakeBranch(ReadOnlySpan<byte> name, out IContentNode? opened)
    {
        IWritableNode top = (IWritableNode)_top;
        Errno errno = Structure.ReadMode(top, out uint mode);
        errno = errno == Errno.None ? top.MakeDirectory(name, mode, out IWritableNode? made) : Structure.None(errno, out made);
        opened = made;

        // Somebody else made it just now.
        return errno == Errno.EEXIST ? top.Open(name, out opened) : errno;
    }

    private Branch? Borrow(int key)
    {
        lock (_lock)
        {
            if (!_open.TryGetValue(key, out Branch? branch))
            {
                return null;
            }

            _order.Remove(branch.Place);
            _order.AddLast(branch.Place);
            branch.Users++;
            return branch;
        }
    }

    // Another thread may have opened the same one meanwhile: the first one stays.
    private Branch Keep(int key, IContentNode opened)
    {
        Branch? surplus = null;
        Branch? kept;
        lock (_lock)
        {
            if (!_open.TryGetValue(key, out kept))
            {
                kept = new Branch(key, opened);
                _open.Add(key, kept);
                _order.AddLast(kept.Place);
                surplus = _order.Count > _capacity ? Detach(_order.First!.Value) : null;
                opened = null!;
            }

            kept.Users++;
        }

        opened?.Dispose();
        surplus?.Node.Dispose();
        return kept;
    }

    private void Drop(int key)
    {
        Branch? dropped;
        lock (_lock)
        {
            dropped = _open.TryGetValue(key, out Branch? branch) ? Detach(branch) : null;
        }

        dropped?.Node.Dispose();
    }

    private void Return(Branch branch)
    {
        bool isLast;
        lock (_lock)
        {
            branch.Users--;
            isLast = branch.IsDetached && branch.Users == 0;
        }

        if (isLast)
        {
            branch.Node.Dispose();
        }
    }

    // The branch, if nobody uses it any more and it is to be closed; otherwise whoever returns it last closes it.
    private Branch? Detach(Branch branch)
    {
        Debug.Assert(_lock.IsHeldByCurrentThread, "changes what all threads see");
        _open.Remove(branch.Key);
        _order.Remove(branch.Place);
        branch.IsDetached = true;
        return branch.Users == 0 ? branch : null;
    }

    private sealed class Branch
    {
        internal Branch(int key, IContentNode node)
        {
            Key = key;
            Node = node;
            Place = new LinkedListNode<Branch>(this);
        }

        internal int Key { get; }

        internal IContentNode Node { get; }

        internal LinkedListNode<Branch> Place { get; }

        internal int Users { get; set; }

        internal bool IsDetached { get; set; }
    }
}
