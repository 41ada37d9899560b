namespace Fathom.Nfs;

/// <content>Changes of the names in this directory, and of the node itself.</content>
internal sealed partial class NfsContentNode
{
    // Somebody removes and makes the name again as fast as we look: not worth a hang.
    private const int MaxRaces = 100;

    // Seconds of nfstime3 are 32 bits without a sign.
    private const long TimeLimit = (uint.MaxValue + 1L) * 1_000_000_000;

    /// <inheritdoc/>
    public Errno CreateFile(ReadOnlySpan<byte> name, uint mode, bool isExclusive, out IWritableNode? node, out IWritableFile? file)
    {
        node = null;
        file = null;
        Errno errno = CheckName(name);
        for (int race = 0; errno == Errno.None && race < MaxRaces; race++)
        {
            errno = CreateNew(name, mode, out node, out file);
            if (errno != Errno.EEXIST || isExclusive)
            {
                return errno;
            }

            // Not UNCHECKED: that would set the mode of the file that is there.
            errno = OpenExisting(name, out node, out file);
            if (errno != Errno.ENOENT)
            {
                return errno;
            }

            errno = Errno.None;
        }

        return errno == Errno.None ? Errno.EAGAIN : errno;
    }

    /// <inheritdoc/>
    public Errno MakeDirectory(ReadOnlySpan<byte> name, uint mode, out IWritableNode? node)
    {
        NfsNode made = default;
        Errno errno = CheckName(name);
        if (errno == Errno.None)
        {
            errno = _client.MakeDirectory(in _handle, name, new NfsAttributeChange { Mode = mode }, out made);
        }

        return Made(errno, in made, EntryKind.Directory, out node);
    }

    /// <inheritdoc/>
    public Errno MakeSymlink(ReadOnlySpan<byte> name, ReadOnlySpan<byte> target, out IWritableNode? node)
    {
        NfsNode made = default;
        Errno errno = CheckName(name);
        if (errno == Errno.None && (target.IsEmpty || target.Contains((byte)0)))
        {
            errno = Errno.EINVAL;
        }

        if (errno == Errno.None)
        {
            errno = _client.MakeSymlink(in _handle, name, target, out made);
        }

        return Made(errno, in made, EntryKind.Symlink, out node);
    }

    /// <inheritdoc/>
    public Errno MakeSpecial(ReadOnlySpan<byte> name, EntryKind kind, uint mode, ulong device, out IWritableNode? node)
    {
        NfsNode made = default;
        Errno errno = CheckName(name);
        if (errno == Errno.None && kind is not (EntryKind.Fifo or EntryKind.Socket or EntryKind.CharacterDevice or EntryKind.BlockDevice))
        {
            errno = Errno.EINVAL;
        }

        if (errno == Errno.None)
        {
            errno = _client.MakeSpecial(in _handle, name, new NfsSpecial(kind, device), new NfsAttributeChange { Mode = mode }, out made);
        }

        return Made(errno, in made, kind, out node);
    }

    /// <inheritdoc/>
    public Errno Link(ReadOnlySpan<byte> name, IContentNode existing)
    {
        ArgumentNullException.ThrowIfNull(existing);
        Errno errno = CheckName(name);
        if (errno != Errno.None || OfThisServer(existing) is not { } node)
        {
            return errno != Errno.None ? errno : Errno.EXDEV;
        }

        // Servers disagree on the error.
        return node.Kind == EntryKind.Directory ? Errno.EPERM : _client.Link(in node._handle, in _handle, name);
    }

    /// <inheritdoc/>
    public Errno Unlink(ReadOnlySpan<byte> name)
    {
        Errno errno = CheckName(name);
        return errno == Errno.None ? _client.Remove(in _handle, name) : errno;
    }

    /// <inheritdoc/>
    public Errno RemoveDirectory(ReadOnlySpan<byte> name)
    {
        Errno errno = CheckName(name);
        return errno == Errno.None ? _client.RemoveDirectory(in _handle, name) : errno;
    }

    /// <inheritdoc/>
    /// <remarks>RENAME of RFC 1813 can only replace: asking before whether the name is free would not be one step.</remarks>
    public Errno Rename(ReadOnlySpan<byte> name, IWritableNode toDirectory, ReadOnlySpan<byte> toName, RenameMode mode)
    {
        ArgumentNullException.ThrowIfNull(toDirectory);
        Errno errno = CheckName(name);
        if (errno == Errno.None && mode != RenameMode.Replace)
        {
            errno = Errno.EOPNOTSUPP;
        }

        if (errno != Errno.None || OfThisServer(toDirectory) is not { } directory)
        {
            return errno != Errno.None ? errno : Errno.EXDEV;
        }

        errno = directory.CheckName(toName);
        return errno == Errno.None ? _client.Rename(in _handle, name, in directory._handle, toName) : errno;
    }

    /// <inheritdoc/>
    /// <remarks>One SETATTR: all or nothing.</remarks>
    public Errno SetAttributes(in NodeChange change)
    {
        Errno errno = change.Size is null ? Errno.None : CheckIsFile();
        if (errno != Errno.None)
        {
            return errno;
        }

        if (!IsTime(change.Atime) || !IsTime(change.Mtime))
        {
            return Errno.EINVAL;
        }

        return _client.SetAttributes(in _handle, new NfsAttributeChange
        {
            Mode = change.Mode,
            Uid = change.Uid,
            Gid = change.Gid,
            Size = change.Size,
            Atime = change.Atime == NodeChange.Now ? NfsAttributeChange.Now : change.Atime,
            Mtime = change.Mtime == NodeChange.Now ? NfsAttributeChange.Now : change.Mtime,
        });
    }

    /// <inheritdoc/>
    public Errno SetXattr(ReadOnlySpan<byte> name, ReadOnlySpan<byte> value, XattrMode mode) => Errno.EOPNOTSUPP;

    /// <inheritdoc/>
    public Errno RemoveXattr(ReadOnlySpan<byte> name) => Errno.EOPNOTSUPP;

    /// <inheritdoc/>
    public Errno OpenForWriting(out IWritableFile? file)
    {
        Errno errno = CheckIsFile();
        file = errno == Errno.None ? new NfsContentFile(_client, in _handle) : null;
        return errno;
    }

    /// <inheritdoc/>
    /// <remarks>Nothing to wait for: every change of names and attributes is on stable storage when its call returns (RFC 1813, section 4.8),
    /// and data is written that way too (<see cref="NfsContentFile"/>).</remarks>
    public Errno Sync() => Kind is EntryKind.File or EntryKind.Directory ? Errno.None : Errno.EINVAL;

    private static bool IsTime(long? time) => time is null or NodeChange.Now or (>= 0 and < TimeLimit);

    private NfsContentNode? OfThisServer(IContentNode node) =>
        node is NfsContentNode other && ReferenceEquals(other._client, _client) ? other : null;

    private Errno CreateNew(ReadOnlySpan<byte> name, uint mode, out IWritableNode? node, out IWritableFile? file)
    {
        // The times too: until they are set the server keeps its proof of who made the file there (RFC 1813, section 3.3.8).
        NfsAttributeChange attributes = new() { Mode = mode, Atime = NfsAttributeChange.Now, Mtime = NfsAttributeChange.Now };
        Errno errno = _client.Create(in _handle, name, NfsCreateMode.Exclusive, attributes, out NfsNode made);
        if (errno == Errno.EOPNOTSUPP)
        {
            errno = _client.Create(in _handle, name, NfsCreateMode.Guarded, new NfsAttributeChange { Mode = mode }, out made);
        }

        file = errno == Errno.None ? new NfsContentFile(_client, made.Handle) : null;
        return Made(errno, in made, EntryKind.File, out node);
    }

    private Errno OpenExisting(ReadOnlySpan<byte> name, out IWritableNode? node, out IWritableFile? file)
    {
        node = null;
        file = null;
        Errno errno = OpenName(name, out NfsContentNode? existing, out _);
        if (errno == Errno.None)
        {
            errno = existing!.OpenForWriting(out file);
            node = errno == Errno.None ? existing : null;
        }

        return errno;
    }

    private Errno Made(Errno errno, in NfsNode made, EntryKind kind, out IWritableNode? node)
    {
        node = errno == Errno.None ? new NfsContentNode(_client, made.Handle, kind) : null;
        return errno;
    }
}
