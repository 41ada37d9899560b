namespace Fathom.Vault;

// What a rename of one node is made of, where no name is long: one rename of the stored node. Else
//
//   directory  short -> long   name.c9s is put into the node, which is renamed then
//              long -> short   the node is renamed, and loses its name.c9s then
//              long -> long    a node with the same dir.c9r is made aside, and renamed; the old one is removed
//   file, link                 the content gets a second name in a node made aside, or as a file; that is renamed; the old one is removed
//
// What has the new name is exchanged with it in one step and removed then; a plain file replaces another one at once. So at any moment the node
// has its old name, or the new one, or both.

/// <summary>Renames of entries: checks what stands in the way, as rename(2) does, and chooses the steps.</summary>
internal static class VaultRename
{
    // Somebody changes what we look at as fast as we look: not worth a hang.
    private const int MaxRaces = 100;

    /// <summary>Renames.</summary>
    internal static Errno Run(VaultTree tree, in RenameEnd from, in RenameEnd to, RenameMode mode)
    {
        DirectoryId? replaced = null;
        bool isMove = false;
        for (int race = 0; race < MaxRaces; race++)
        {
            bool holdsMoves = isMove;
            if (holdsMoves)
            {
                tree.Moves.Enter();
            }

            try
            {
                using NameLocks.Held held = tree.Locks.Own(from.Id, to.Id, replaced);
                Errno errno = Find(tree, in from, in to, out StoredEntry? source, out StoredEntry? target);
                using (source)
                using (target)
                {
                    if (errno != Errno.None)
                    {
                        return errno;
                    }

                    bool mustMove = !from.Id.Equals(to.Id) && (source!.Id ?? target?.Id) is not null;
                    if (mustMove == holdsMoves && (target?.Id is null || target.Id.Equals(replaced)))
                    {
                        return Rename(tree, in from, in to, source!, target, mode);
                    }

                    (isMove, replaced) = (mustMove, target?.Id);
                }
            }
            finally
            {
                if (holdsMoves)
                {
                    tree.Moves.Exit();
                }
            }
        }

        return Errno.EAGAIN;
    }

    private static Errno Find(VaultTree tree, in RenameEnd from, in RenameEnd to, out StoredEntry? source, out StoredEntry? target)
    {
        target = null;
        Errno errno = StoredEntry.Find(tree, in from.Place, from.Name, out source);
        errno = errno == Errno.None && source is null ? Errno.ENOENT : errno;
        errno = errno == Errno.None ? StoredEntry.Find(tree, in to.Place, to.Name, out target) : errno;
        if (errno != Errno.None)
        {
            source?.Dispose();
            source = null;
        }

        return errno;
    }

    private static Errno Rename(VaultTree tree, in RenameEnd from, in RenameEnd to, StoredEntry source, StoredEntry? target, RenameMode mode)
    {
        if (target is null ? mode == RenameMode.Exchange : mode == RenameMode.NoReplace)
        {
            return target is null ? Errno.ENOENT : Errno.EEXIST;
        }

        Errno errno = CheckLoop(tree, in from, in to, source, target, mode);
        if (errno != Errno.None)
        {
            return errno;
        }

        bool isSame = target is not null && from.Id.Equals(to.Id) && source.Name.AsSpan().SequenceEqual(target.Name);
        if (target is not null && !isSame && StoredEntry.AreLinks(source, target))
        {
            // As POSIX wants it: both names stay.
            return Errno.None;
        }

        if (mode == RenameMode.Exchange)
        {
            return isSame ? Errno.None : VaultExchange.Run(tree, in from, in to, source, target!);
        }

        // An entry that is given the name that it has is stored in form C, whatever it was.
        target = isSame ? null : target;
        errno = target is null ? Errno.None : CheckReplace(tree, source, target);
        errno = errno == Errno.None ? NewName.Make(tree.Names, in to.Place.Siv, to.Name, out NewName name) : Unnamed(errno, out name);
        if (errno != Errno.None || (isSame && source.Name.AsSpan().SequenceEqual(name.Stored)))
        {
            return errno;
        }

        return Move(tree, in from, in to, source, target, in name);
    }

    private static Errno Move(VaultTree tree, in RenameEnd from, in RenameEnd to, StoredEntry source, StoredEntry? target, in NewName name)
    {
        Errno errno = RenameStep.Prepare(tree, from.Content, to.Content, source, in name, out RenameStep? step);
        using (step)
        {
            errno = errno == Errno.None ? step!.Publish(target) : errno;
            if (errno != Errno.None)
            {
                return errno;
            }
        }

        if (source.Node.Kind == EntryKind.Directory)
        {
            tree.Unsynced.Add(tree, to.Id, to.Content, name.Stored);
        }

        if (source.Id is not null && !from.Id.Equals(to.Id))
        {
            tree.Held.Move(source.Id, to.Held);
        }

        return Errno.None;
    }

    // No directory comes to be below itself. In the order of rename(2): whether the kinds fit is asked later.
    private static Errno CheckLoop(
        VaultTree tree, in RenameEnd from, in RenameEnd to, StoredEntry source, StoredEntry? target, RenameMode mode)
    {
        if (source.Id is not null && tree.Held.IsAtOrBelow(to.Held, source.Id))
        {
            return Errno.EINVAL;
        }

        return target?.Id is null || !tree.Held.IsAtOrBelow(from.Held, target.Id) ? Errno.None
            : mode == RenameMode.Exchange ? Errno.EINVAL : Errno.ENOTEMPTY;
    }

    private static Errno CheckReplace(VaultTree tree, StoredEntry source, StoredEntry target) =>
        target.Kind == EntryKind.Unknown ? Errno.None
        : source.Id is null ? target.Id is null ? Errno.None : Errno.EISDIR
        : target.Id is null ? Errno.ENOTDIR
        : NodeRemoval.CheckEmpty(tree, target.Id);

    private static Errno Unnamed(Errno errno, out NewName name)
    {
        name = default;
        return errno;
    }
}
