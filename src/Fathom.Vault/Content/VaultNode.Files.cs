using System.Text;

namespace Fathom.Vault;

/// <content>Making files, and opening those that are there.</content>
internal sealed partial class VaultNode
{
    private Errno CreateNew(ReadOnlySpan<byte> name, uint mode, bool isLikelyFree, out IWritableNode? node, out IWritableFile? file)
    {
        node = null;
        file = null;
        using NameLocks.Held held = _tree.Locks.Share(_id!);
        Errno errno = isLikelyFree ? NameNew(name, out NewName made) : CheckFree(name, out made);
        if (errno != Errno.None)
        {
            return errno;
        }

        if (made.IsLong)
        {
            return CreateInside(in made, mode, out node, out file);
        }

        byte[] aside = TemporaryName.Create();
        errno = CreateStored(Writable, aside, mode, out IWritableNode? stored, out VaultFile? created);
        if (errno != Errno.None)
        {
            return errno;
        }

        errno = Structure.RenameToFree(Writable, aside, Writable, made.Stored, isPlain: true);
        if (errno != Errno.None)
        {
            created!.Dispose();
            stored!.Dispose();
            NodeRemoval.Discard(Writable, aside);
            errno = errno == Errno.EOPNOTSUPP ? CreateStored(Writable, made.Stored, mode, out stored, out created) : errno;
        }

        return Give(errno, stored, created, out node, out file);
    }

    // Looks only where giving the name in the end would not tell that it is there already: where it can be stored in several forms, or is long.
    private Errno NameNew(ReadOnlySpan<byte> name, out NewName made)
    {
        LookupPlace place = new(_tree, _id!, _stored);
        Errno errno = NewName.Make(_tree.Names, in place.Siv, name, out made);
        bool hasOneForm = errno == Errno.None && !made.IsLong && Ascii.IsValid(name) && _tree.Conflicts.Find(_id!, name) is null;
        return hasOneForm ? Errno.None : CheckFree(name, out made);
    }

    private Errno CreateInside(in NewName name, uint mode, out IWritableNode? node, out IWritableFile? file)
    {
        Errno errno = NodeBuilder.Begin(_tree, Writable, out NodeBuilder? builder);
        using (builder)
        {
            VaultFile? created = null;
            errno = errno == Errno.None
                ? CreateStored(builder!.Node, StoredFiles.Contents, mode, out IWritableNode? stored, out created)
                : Structure.None(errno, out stored);
            if (errno == Errno.None)
            {
                errno = builder!.PutName(in name);
                errno = errno == Errno.None ? Publish(builder, in name) : errno;
            }

            if (errno != Errno.None)
            {
                created?.Dispose();
                stored?.Dispose();
            }

            return Give(errno, stored, created, out node, out file);
        }
    }

    private Errno Give(Errno errno, IWritableNode? stored, VaultFile? created, out IWritableNode? node, out IWritableFile? file)
    {
        bool isMade = errno == Errno.None;
        node = isMade ? new VaultNode(_tree, EntryKind.File, stored!) : null;
        file = isMade ? created : null;
        return errno;
    }

    // A file with its header, or none.
    private Errno CreateStored(IWritableNode directory, ReadOnlySpan<byte> name, uint mode, out IWritableNode? stored, out VaultFile? created)
    {
        created = null;
        Errno errno = directory.CreateFile(name, mode, isExclusive: true, out stored, out IWritableFile? file);
        if (errno != Errno.None)
        {
            return errno;
        }

        errno = VaultFile.Create(_tree, file!, out created);
        if (errno != Errno.None)
        {
            stored!.Dispose();
            stored = null;
            _ = directory.Unlink(name);
        }

        return errno;
    }

    private Errno OpenExisting(ReadOnlySpan<byte> name, out IWritableNode? node, out IWritableFile? file)
    {
        node = null;
        file = null;
        Errno errno = Open(name, StatMask.None, out IContentNode? existing, out _);
        if (errno != Errno.None)
        {
            return errno;
        }

        errno = ((IWritableNode)existing!).OpenForWriting(out file);
        if (errno != Errno.None)
        {
            existing.Dispose();
            return errno;
        }

        node = (IWritableNode)existing;
        return Errno.None;
    }
}
