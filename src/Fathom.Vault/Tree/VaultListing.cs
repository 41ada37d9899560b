namespace Fathom.Vault;

// One batch of the content directory becomes one batch of the vault's directory, in two steps with the filter between them:
//
//   names       decrypt, in the order of the listing; the inode column holds the stored entry's index meanwhile
//   attributes  plain files from the stored batch; directories, links and long names by a look into their nodes

/// <summary>The listing of one directory: names decrypted, sizes computed.</summary>
/// <remarks>What is no name of a vault (no <c>.c9r</c> or <c>.c9s</c>) is not there, as for Cryptomator. What is one and does not authenticate,
/// or stands for nothing, is an entry with its stored name and <see cref="Errno.EBADMSG"/>.</remarks>
internal sealed partial class VaultListing : IDirectoryListing
{
    private readonly VaultTree _tree;
    private readonly ListingRoom _room;
    private readonly StatMask _mask;
    private readonly StatMask _directoryMask;
    private readonly IEntryFilter? _filter;
    private readonly LookupPlace _place;
    private readonly IDirectoryListing _stored;

    // The next stored batch, where a listing has more than one.
    private EntryBatch? _ahead;
    private Errno _aheadErrno;

    private VaultListing(VaultTree tree, in LookupPlace place, IDirectoryListing stored, ReaderOptions options, ListingRoom room)
    {
        (_tree, _place, _stored, _room, _filter) = (tree, place, stored, room, options.Filter);
        _mask = options.Stat & tree.Traits.Attributes;
        _directoryMask = options.DirectoryStat & tree.Traits.Attributes;
    }

    /// <summary>All batches were made.</summary>
    internal bool IsEnd { get; private set; }

    /// <summary>Names of the last batch before the filter.</summary>
    internal int Named { get; private set; }

    /// <summary>Begins a listing.</summary>
    /// <param name="options">What is wanted of each entry.</param>
    internal static Errno Open(VaultTree tree, DirectoryId id, ReaderOptions options, ListingRoom room, out VaultListing? listing)
    {
        listing = null;
        Errno errno = tree.Contents.Open(id, StatMask.None, out IContentNode? content, out _);
        if (errno != Errno.None)
        {
            return errno;
        }

        errno = content!.OpenListing(options.Stat & tree.Traits.Attributes & ClearAttributes.GivenByStored, out IDirectoryListing? stored);
        if (errno == Errno.None)
        {
            listing = new VaultListing(tree, new LookupPlace(tree, id, content), stored!, options, room);
        }
        else
        {
            content.Dispose();
        }

        return errno;
    }

    /// <inheritdoc/>
    public Errno Next(EntryBatch batch)
    {
        ArgumentNullException.ThrowIfNull(batch);
        Errno errno = Errno.None;
        do
        {
            batch.Clear(null);
            errno = IsEnd ? errno : Fill(batch);
        }
        while (errno == Errno.None && batch.Count == 0 && !IsEnd);
        batch.Error = errno;
        return errno;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _stored.Dispose();
        _place.Content.Dispose();
    }

    /// <summary>Makes the next batch, which may be empty before the end.</summary>
    /// <param name="batch">Cleared by the caller.</param>
    internal Errno Fill(EntryBatch batch)
    {
        EntryBatch stored = _room.Stored;
        Errno errno = TakeStored(stored);
        IsEnd = stored.Count == 0 || errno != Errno.None || IsNothingAhead();
        _room.Errors.Clear();
        AddNames(batch, stored);
        Named = batch.Count;
        _filter?.Apply(batch);
        AddAttributes(batch, stored);
        return errno;
    }

    private Errno TakeStored(EntryBatch stored)
    {
        if (_ahead is null)
        {
            return _stored.Next(stored);
        }

        stored.TakeFrom(_ahead);
        return _aheadErrno;
    }

    // A listing that only waits to be told its end would hold its descriptors meanwhile, and a walk may let thousands wait.
    private bool IsNothingAhead()
    {
        EntryBatch ahead = _ahead ?? _room.Ahead;
        _aheadErrno = _stored.Next(ahead);
        bool isNothing = ahead.Count == 0 && _aheadErrno == Errno.None;
        if (!isNothing && _ahead is null)
        {
            _ahead = new EntryBatch();
            _ahead.TakeFrom(ahead);
        }

        return isNothing;
    }

    private void AddNames(EntryBatch batch, EntryBatch stored)
    {
        NameCodec names = _tree.Names;
        Span<byte> name = _room.Name;
        for (int i = 0; i < stored.Count; i++)
        {
            ReadOnlySpan<byte> storedName = stored.Name(i);
            NameKind kind = NameCodec.KindOf(storedName);
            if (kind == NameKind.Foreign || storedName.SequenceEqual(StoredFiles.OwnId))
            {
                continue;
            }

            if (kind == NameKind.Regular && names.Decrypt(in _place.Siv, storedName, name, out int length) == Errno.None)
            {
                // A directory may turn out to be a link.
                EntryKind known = stored.Kinds[i] == EntryKind.File ? EntryKind.File : EntryKind.Unknown;
                batch.AddName(name[..length], known, (ulong)i);
            }
            else
            {
                AddOddName(batch, storedName, i, kind);
            }
        }
    }

    private void AddAttributes(EntryBatch batch, EntryBatch stored)
    {
        EntryColumns columns = new(batch, _mask | _directoryMask);
        AttributeColumns known = new(stored);
        for (int i = 0; i < batch.Count; i++)
        {
            int index = (int)batch.Inodes[i];
            batch.Inodes[i] = stored.Inodes[index];
            Errno errno = AttributesOf(batch, i, index, in known, out NodeAttributes attributes);
            if (errno == Errno.None)
            {
                columns.Store(i, in attributes);
            }
            else
            {
                columns.StoreNothing(i);
                batch.SetErrno(i, errno);
            }
        }

        batch.Filled = _mask;
        batch.FilledForDirectories = _directoryMask;
    }

    private Errno AttributesOf(EntryBatch batch, int i, int index, in AttributeColumns known, out NodeAttributes attributes)
    {
        attributes = default;
        if (_room.Errors.Count > 0 && _room.Errors.TryGetValue(index, out Errno errno))
        {
            return errno;
        }

        errno = _room.Stored.Errnos(index);
        if (errno != Errno.None)
        {
            return errno;
        }

        NameKind kind = NameCodec.KindOf(_room.Stored.Name(index));
        if (kind != NameKind.Regular || _room.Stored.Kinds[index] != EntryKind.File)
        {
            return LookInto(batch, i, index, kind, out attributes);
        }

        errno = ClearAttributes.OfContent(_tree.Layout, EntryKind.File, _mask, known.Read(index), out attributes);
        return errno == Errno.EBADMSG && !_tree.IsReadOnly ? LookInto(batch, i, index, kind, out attributes) : errno;
    }

    private Errno LookInto(EntryBatch batch, int i, int index, NameKind kind, out NodeAttributes attributes)
    {
        attributes = default;
        Errno errno = _place.Content.Open(_room.Stored, index, out IContentNode? node);
        if (errno != Errno.None)
        {
            return errno;
        }

        using (node)
        {
            errno = ResolvedNode.Resolve(node!, kind, _mask & ClearAttributes.GivenByStored, out ResolvedNode resolved);
            using (resolved.Inner)
            {
                return errno != Errno.None ? errno : resolved.Kind switch
                {
                    EntryKind.Directory => AddDirectory(batch, i, node!, resolved.Id!, out attributes),
                    EntryKind.Symlink => AddLink(batch, i, in resolved, out attributes),
                    _ => AddFile(node!, in resolved, out attributes),
                };
            }
        }
    }

    private Errno AddDirectory(EntryBatch batch, int i, IContentNode node, DirectoryId id, out NodeAttributes attributes)
    {
        batch.Kinds[i] = EntryKind.Directory;
        if (id.Bytes.Length <= VaultTree.MaxHandleLength)
        {
            batch.SetHandle(i, new NodeHandle(id.Bytes));
        }

        NodeAttributes stored = default;
        StatMask mask = (_mask | _directoryMask) & ClearAttributes.GivenByStored;
        Errno errno = (mask & ~ClearAttributes.GivenByNode) == 0 ? Errno.None : _tree.ReadDirectoryAttributes(id, node, mask, out stored);
        attributes = ClearAttributes.OfDirectory(in stored, batch.Inodes[i]);
        return errno;
    }

    private Errno AddLink(EntryBatch batch, int i, in ResolvedNode resolved, out NodeAttributes attributes)
    {
        batch.Kinds[i] = EntryKind.Symlink;
        Errno errno = ClearAttributes.OfContent(_tree.Layout, EntryKind.Symlink, _mask, in resolved.InnerAttributes, out attributes);
        if (errno != Errno.None || (_mask & StatMask.Target) == 0)
        {
            return errno;
        }

        errno = VaultFile.ReadTarget(_tree, resolved.Inner!, out byte[] target);
        batch.SetTarget(i, target);
        return errno;
    }

    // A long name, or one whose kind the listing did not know.
    private Errno AddFile(IContentNode node, in ResolvedNode resolved, out NodeAttributes attributes)
    {
        attributes = default;
        NodeAttributes stored = resolved.InnerAttributes;
        Errno errno = resolved.Inner is null ? node.ReadAttributes((_mask & ClearAttributes.GivenByStored) | StatMask.Inode, out stored) : Errno.None;
        errno = errno == Errno.None ? ClearAttributes.OfContent(_tree.Layout, EntryKind.File, _mask, in stored, out attributes) : errno;
        if (errno != Errno.EBADMSG || _tree.IsReadOnly)
        {
            return errno;
        }

        // In the middle of a write it may be a size that no file has.
        StatMask mask = (_mask & ClearAttributes.GivenByStored) | StatMask.Inode;
        errno = _tree.OpenContents.ReadSettled(resolved.Inner ?? node, mask, _tree.Chunks, out stored);
        return errno == Errno.None ? ClearAttributes.OfContent(_tree.Layout, EntryKind.File, _mask, in stored, out attributes) : errno;
    }
}
