namespace Fathom.Vault;

/// <content>Removing names.</content>
internal sealed partial class VaultNode
{
    /// <inheritdoc/>
    public Errno Unlink(ReadOnlySpan<byte> name)
    {
        Errno errno = CheckChange(name);
        if (errno != Errno.None)
        {
            return errno;
        }

        errno = UnlinkPlain(name, out bool isPlain);
        return isPlain ? errno : UnlinkNode(name);
    }

    /// <inheritdoc/>
    public Errno RemoveDirectory(ReadOnlySpan<byte> name)
    {
        Errno errno = CheckChange(name);
        if (errno != Errno.None)
        {
            return errno;
        }

        DirectoryId? locked = null;
        for (int race = 0; race < MaxRaces; race++)
        {
            using NameLocks.Held held = _tree.Locks.Own(_id!, locked ?? _id!, null);
            errno = Find(name, out StoredEntry? entry);
            using (entry)
            {
                if (errno != Errno.None)
                {
                    return errno;
                }

                if (entry!.Id is null || entry.Id.Equals(locked))
                {
                    return RemoveDirectory(entry);
                }

                locked = entry.Id;
            }
        }

        return Errno.EAGAIN;
    }

    // ENOENT where there is none.
    private Errno Find(ReadOnlySpan<byte> name, out StoredEntry? entry)
    {
        LookupPlace place = new(_tree, _id!, _stored);
        Errno errno = StoredEntry.Find(_tree, in place, name, out entry);
        return errno == Errno.None && entry is null ? Errno.ENOENT : errno;
    }

    // One call of the ciphertext, which says so if another node has the name by then.
    private Errno UnlinkPlain(ReadOnlySpan<byte> name, out bool isPlain)
    {
        using NameLocks.Held held = _tree.Locks.Share(_id!);
        LookupPlace place = new(_tree, _id!, _stored);

        // Most names are stored in form C and those of files: that is tried before looking.
        Errno errno = NewName.Make(_tree.Names, in place.Siv, name, out NewName usual);
        isPlain = errno == Errno.None && !usual.IsLong && Writable.Unlink(usual.Stored) == Errno.None;
        if (isPlain)
        {
            return Errno.None;
        }

        errno = _tree.Lookup.Find(in place, name, out byte[] stored, out IContentNode? node);
        using (node)
        {
            isPlain = errno != Errno.None || node!.Kind != EntryKind.Directory;
            return errno == Errno.None && isPlain ? Writable.Unlink(stored) : errno;
        }
    }

    private Errno UnlinkNode(ReadOnlySpan<byte> name)
    {
        using NameLocks.Held held = _tree.Locks.Own(_id!, _id!, null);
        Errno errno = Find(name, out StoredEntry? entry);
        using (entry)
        {
            return errno != Errno.None ? errno
                : entry!.Kind == EntryKind.Directory ? Errno.EISDIR
                : NodeRemoval.RemoveNode(Writable, entry);
        }
    }

    // The names in it are owned too. What is damaged is removed by either call.
    private Errno RemoveDirectory(StoredEntry entry)
    {
        if (entry.Kind == EntryKind.Unknown)
        {
            return NodeRemoval.RemoveNode(Writable, entry);
        }

        if (entry.Kind != EntryKind.Directory)
        {
            return Errno.ENOTDIR;
        }

        // A directory inside of itself would take itself along.
        Errno errno = _held!.Id.Equals(entry.Id) ? Errno.ELOOP : NodeRemoval.CheckEmpty(_tree, entry.Id!);
        return errno == Errno.None ? NodeRemoval.RemoveEntry(_tree, Writable, entry.Name, entry) : errno;
    }
}
