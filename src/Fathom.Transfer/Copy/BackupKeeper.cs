namespace Fathom.Transfer;

/// <summary>Keeps files that would be replaced or removed (<c>--backup</c>): beside them, or at the same path below a directory of the target or of another tree.
/// Thread-safe.</summary>
internal sealed class BackupKeeper
{
    private readonly IWritableNode _root;
    private readonly IWritableNode _place;
    private readonly CopyTools _tools;
    private readonly byte[] _suffix;

    /// <param name="root">Of the target, held by the caller.</param>
    /// <param name="place">Root of the tree that <see cref="TransferOptions.BackupDirectory"/> is in, likewise.</param>
    /// <param name="tools">Of the run.</param>
    internal BackupKeeper(IWritableNode root, IWritableNode place, CopyTools tools)
    {
        _root = root;
        _place = place;
        _tools = tools;
        _suffix = tools.Options.BackupSuffix ?? (tools.Options.BackupDirectory is null ? "~"u8.ToArray() : []);
    }

    /// <summary>The name is one of something that was kept: such is removed, not kept again.</summary>
    internal bool IsBackup(ReadOnlySpan<byte> name) => _tools.Options.BackupDirectory is null && name.Length > _suffix.Length && name.EndsWith(_suffix);

    /// <summary>Keeps what has a name and will be replaced: it has the name still where the tree has hard links.</summary>
    /// <param name="directory">That has the name.</param>
    /// <param name="path">Of the name, below the root.</param>
    /// <returns>ENOENT if nothing has the name.</returns>
    internal Errno Keep(IWritableNode directory, ReadOnlySpan<byte> name, ReadOnlySpan<byte> path)
    {
        Errno errno = directory.OpenWritable(name, out IWritableNode? old);
        using (old)
        {
            errno = errno == Errno.None ? OpenPlace(directory, path, out HeldDirectory place) : None(out place, errno);
            using (place)
            {
                return errno == Errno.None ? Link(directory, name, old!, place.Node) : errno;
            }
        }
    }

    /// <summary>Keeps what has a name and will be removed: afterwards nothing has the name.</summary>
    internal Errno Move(IWritableNode directory, ReadOnlySpan<byte> name, ReadOnlySpan<byte> path)
    {
        Errno errno = OpenPlace(directory, path, out HeldDirectory place);
        using (place)
        {
            if (errno != Errno.None)
            {
                return errno;
            }

            errno = Rename(directory, name, place.Node);
            if (errno != Errno.EXDEV)
            {
                return errno;
            }

            errno = CopyTo(directory, name, place.Node, CancellationToken.None);
            return errno == Errno.None ? directory.Unlink(name) : errno;
        }
    }

    /// <summary>Keeps a copy of a file that will be written over.</summary>
    internal Errno KeepCopy(IWritableNode directory, ReadOnlySpan<byte> name, ReadOnlySpan<byte> path, CancellationToken cancellation)
    {
        Errno errno = OpenPlace(directory, path, out HeldDirectory place);
        using (place)
        {
            return errno == Errno.None ? CopyTo(directory, name, place.Node, cancellation) : errno;
        }
    }

    private static Errno None(out HeldDirectory held, Errno errno)
    {
        held = default;
        return errno;
    }

    private byte[] NameOf(ReadOnlySpan<byte> name) => [.. name, .. _suffix];

    private Errno Link(IWritableNode directory, ReadOnlySpan<byte> name, IWritableNode old, IWritableNode place)
    {
        byte[] kept = NameOf(name);
        Errno errno = place.Link(kept, old);
        if (errno == Errno.EEXIST)
        {
            // An older backup. The file itself has its name all the time.
            errno = place.Unlink(kept);
            errno = errno is Errno.None or Errno.ENOENT ? place.Link(kept, old) : errno;
        }

        if (errno is Errno.EPERM or Errno.EOPNOTSUPP or Errno.EMLINK or Errno.ENOSYS)
        {
            return Rename(directory, name, place);
        }

        return errno == Errno.EXDEV ? CopyTo(directory, name, place, CancellationToken.None) : errno;
    }

    private Errno Rename(IWritableNode directory, ReadOnlySpan<byte> name, IWritableNode place)
    {
        byte[] kept = NameOf(name);
        Errno errno = directory.Rename(name, place, kept, RenameMode.Replace);

        // Two names of one node: a rename leaves both as they are (rename(2)).
        return errno == Errno.None && place.Open(kept, out IContentNode? there) == Errno.None ? RemoveTwin(directory, name, there!) : errno;
    }

    private static Errno RemoveTwin(IWritableNode directory, ReadOnlySpan<byte> name, IContentNode kept)
    {
        using (kept)
        {
            if (directory.Open(name, StatMask.Basic, out IContentNode? twin, out NodeAttributes attributes) != Errno.None)
            {
                return Errno.None;
            }

            twin!.Dispose();
            Errno errno = kept.ReadAttributes(StatMask.Basic, out NodeAttributes own);
            return errno == Errno.None && own.Id == attributes.Id && own.Id.IsKnown ? directory.Unlink(name) : errno;
        }
    }

    private Errno OpenPlace(IWritableNode directory, ReadOnlySpan<byte> path, out HeldDirectory place)
    {
        if (_tools.Options.BackupDirectory is not { } folder)
        {
            place = HeldDirectory.Of(directory);
            return Errno.None;
        }

        ReadOnlySpan<byte> parent = HeldDirectory.ParentOf(path);
        byte[] full = parent.IsEmpty ? folder : PathBytes.Join(folder, parent);
        int own = folder.Length == 0 ? 0 : folder.Length + 1;
        return HeldDirectory.Open(_place, full, (IWritableNode above, ReadOnlySpan<byte> name, ReadOnlySpan<byte> soFar, out IWritableNode? made) =>
            MakeLike(above, name, soFar.Length > own ? soFar[own..] : [], out made), out place);
    }

    /// <summary>Makes a directory for backups with the permissions of the one whose files it keeps.</summary>
    private Errno MakeLike(IWritableNode above, ReadOnlySpan<byte> name, ReadOnlySpan<byte> path, out IWritableNode? made)
    {
        Errno errno = ReadDirectory(path, out NodeAttributes like);
        uint mode = errno == Errno.None ? ModeBits.PrivateDirectory : ModeBits.Access & ~_tools.Caller.Umask;
        Errno result = above.MakeDirectory(name, mode, out made);
        if (result == Errno.None && errno == Errno.None)
        {
            bool isRoot = _tools.Caller.IsRoot;
            WantedAttributes wanted = new(like.Mode & ModeBits.All, isRoot ? like.Uid : null, isRoot ? like.Gid : null, null);
            _tools.Attributes.Set(made!, in wanted, null);
        }

        return result;
    }

    private Errno ReadDirectory(ReadOnlySpan<byte> path, out NodeAttributes attributes)
    {
        attributes = default;
        if (path.IsEmpty)
        {
            return Errno.ENOENT;
        }

        Errno errno = HeldDirectory.Open(_root, path, null, out HeldDirectory directory);
        using (directory)
        {
            return errno == Errno.None ? directory.Node.ReadAttributes(StatMask.Basic, out attributes) : errno;
        }
    }

    private Errno CopyTo(IWritableNode directory, ReadOnlySpan<byte> name, IWritableNode place, CancellationToken cancellation)
    {
        // Not by these options: no backup of a backup, and what is copied is whole.
        Errno errno = directory.Open(name, StatMask.Basic, out IContentNode? old, out NodeAttributes attributes);
        using (old)
        {
            if (errno != Errno.None || old!.Kind != EntryKind.File)
            {
                return errno == Errno.None ? MakeAgain(old!, in attributes, NameOf(name), place) : errno;
            }

            CopyRequest request = new()
            {
                Source = old,
                Expected = attributes,
                Directory = place,
                Name = NameOf(name),
                Path = default,
                Wanted = WantedOf(in attributes),
                Cancellation = cancellation,
            };
            using FileCopy copy = new(_tools.Plain, null, null, in request);
            return copy.Run();
        }
    }

    // Links and special files, which have no content.
    private Errno MakeAgain(IContentNode old, in NodeAttributes attributes, byte[] kept, IWritableNode place)
    {
        byte[] target = [];
        Errno errno = old.Kind == EntryKind.Symlink ? old.ReadTarget(out target) : Errno.None;
        if (errno != Errno.None)
        {
            return errno;
        }

        // An older backup.
        errno = place.Unlink(kept);
        if (errno is not (Errno.None or Errno.ENOENT))
        {
            return errno;
        }

        errno = old.Kind == EntryKind.Symlink
            ? place.MakeSymlink(kept, target, out IWritableNode? made)
            : place.MakeSpecial(kept, old.Kind, attributes.Mode & ModeBits.All, attributes.RawDevice, out made);
        using (made)
        {
            return errno == Errno.None ? _tools.Attributes.Set(made!, WantedOf(in attributes), null) : errno;
        }
    }

    private WantedAttributes WantedOf(in NodeAttributes attributes)
    {
        bool isRoot = _tools.Caller.IsRoot;
        return new WantedAttributes(attributes.Kind == EntryKind.Symlink ? null : attributes.Mode & ModeBits.All, isRoot ? attributes.Uid : null, isRoot ? attributes.Gid : null, attributes.Mtime);
    }
}
