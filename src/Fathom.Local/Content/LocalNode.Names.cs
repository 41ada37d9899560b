using Microsoft.Win32.SafeHandles;

namespace Fathom.Local;

/// <content>Changes of the names in this directory.</content>
internal sealed partial class LocalNode
{
    // Somebody removes and makes the name again as fast as we look: not worth a hang.
    private const int MaxRaces = 100;

    internal const uint PermissionBits = 0xfff;

    /// <inheritdoc/>
    public Errno CreateFile(ReadOnlySpan<byte> name, uint mode, bool isExclusive, out IWritableNode? node, out IWritableFile? file)
    {
        node = null;
        file = null;
        Errno errno = LocalName.TakeEntry(name, out LocalName local);
        for (int race = 0; errno == Errno.None && race < MaxRaces; race++)
        {
            errno = CreateNew(in local, mode, out node, out file);
            if (errno != Errno.EEXIST || isExclusive)
            {
                return errno;
            }

            // Not O_CREAT alone: that would open whatever is there, and to open a device can be enough to change something.
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
    public Errno CreateNew(ReadOnlySpan<byte> name, uint mode, out IWritableFile? file)
    {
        file = null;
        Errno errno = LocalName.TakeEntry(name, out LocalName local);
        if (errno != Errno.None)
        {
            return errno;
        }

        errno = CreateNew(in local, mode, out SafeFileHandle? opened);
        file = errno == Errno.None ? new LocalFile(opened!) : null;
        return errno;
    }

    /// <inheritdoc/>
    public Errno MakeDirectory(ReadOnlySpan<byte> name, uint mode, out IWritableNode? node)
    {
        node = null;
        Errno errno = LocalName.TakeEntry(name, out LocalName local);
        if (errno == Errno.None)
        {
            errno = Interop.CreateDirectoryAt(_node, local.WithNul, (int)(mode & PermissionBits));
        }

        return errno == Errno.None ? OpenMade(name, EntryKind.Directory, out node) : errno;
    }

    /// <inheritdoc/>
    public Errno MakeSymlink(ReadOnlySpan<byte> name, ReadOnlySpan<byte> target, out IWritableNode? node)
    {
        node = null;
        Errno errno = LocalName.TakeEntry(name, out LocalName local);
        if (errno == Errno.None && (target.IsEmpty || target.Contains((byte)0)))
        {
            errno = Errno.EINVAL;
        }

        if (errno == Errno.None && target.Length >= Interop.PATH_MAX)
        {
            errno = Errno.ENAMETOOLONG;
        }

        if (errno == Errno.None)
        {
            Span<byte> targetWithNul = stackalloc byte[target.Length + 1];
            target.CopyTo(targetWithNul);
            targetWithNul[^1] = 0;
            errno = Interop.CreateSymlinkAt(targetWithNul, _node, local.WithNul);
        }

        return errno == Errno.None ? OpenMade(name, EntryKind.Symlink, out node) : errno;
    }

    /// <inheritdoc/>
    public Errno MakeSpecial(ReadOnlySpan<byte> name, EntryKind kind, uint mode, ulong device, out IWritableNode? node)
    {
        node = null;
        Errno errno = LocalName.TakeEntry(name, out LocalName local);
        if (errno == Errno.None && kind is not (EntryKind.Fifo or EntryKind.Socket or EntryKind.CharacterDevice or EntryKind.BlockDevice))
        {
            errno = Errno.EINVAL;
        }

        if (errno == Errno.None)
        {
            // The kinds are the type bits of a mode, shifted down.
            errno = Interop.CreateNodeAt(_node, local.WithNul, ((int)kind << 12) | (int)(mode & PermissionBits), device);
        }

        return errno == Errno.None ? OpenMade(name, kind, out node) : errno;
    }

    /// <inheritdoc/>
    public Errno Link(ReadOnlySpan<byte> name, IContentNode existing)
    {
        ArgumentNullException.ThrowIfNull(existing);
        Errno errno = LocalName.TakeEntry(name, out LocalName local);
        if (errno != Errno.None || existing is not LocalNode node)
        {
            return errno != Errno.None ? errno : Errno.EXDEV;
        }

        using BorrowedDescriptor borrowed = new(node._node);
        return Interop.LinkAt(borrowed.Path(stackalloc byte[BorrowedDescriptor.MaxPath]), _node, local.WithNul);
    }

    /// <inheritdoc/>
    public Errno Unlink(ReadOnlySpan<byte> name) => Remove(name, 0);

    /// <inheritdoc/>
    public Errno RemoveDirectory(ReadOnlySpan<byte> name) => Remove(name, Interop.AT_REMOVEDIR);

    /// <inheritdoc/>
    public Errno Rename(ReadOnlySpan<byte> name, IWritableNode toDirectory, ReadOnlySpan<byte> toName, RenameMode mode)
    {
        ArgumentNullException.ThrowIfNull(toDirectory);
        uint flags = mode switch
        {
            RenameMode.Replace => 0,
            RenameMode.NoReplace => Interop.RENAME_NOREPLACE,
            RenameMode.Exchange => Interop.RENAME_EXCHANGE,
            _ => throw new ArgumentOutOfRangeException(nameof(mode)),
        };
        Errno errno = LocalName.TakeEntry(name, out LocalName from);
        if (errno != Errno.None)
        {
            return errno;
        }

        errno = LocalName.TakeEntry(toName, out LocalName to);
        if (errno != Errno.None || toDirectory is not LocalNode directory)
        {
            return errno != Errno.None ? errno : Errno.EXDEV;
        }

        return Interop.RenameAt(_node, from.WithNul, directory._node, to.WithNul, flags);
    }

    private Errno Remove(ReadOnlySpan<byte> name, int flags)
    {
        Errno errno = LocalName.TakeEntry(name, out LocalName local);
        return errno == Errno.None ? Interop.RemoveAt(_node, local.WithNul, flags) : errno;
    }

    private Errno CreateNew(in LocalName name, uint mode, out IWritableNode? node, out IWritableFile? file)
    {
        node = null;
        file = null;
        Errno errno = CreateNew(in name, mode, out SafeFileHandle? opened);
        if (errno != Errno.None)
        {
            return errno;
        }

        // From the open file, not by the name, which may stand for something else by now.
        using (BorrowedDescriptor borrowed = new(opened!))
        {
            errno = Interop.OpenPath(borrowed.Path(stackalloc byte[BorrowedDescriptor.MaxPath]), HoldFlags, out SafeFileHandle? held);
            node = errno == Errno.None ? new LocalNode(held!, EntryKind.File) : null;
        }

        if (errno != Errno.None)
        {
            opened!.Dispose();
            return errno;
        }

        file = new LocalFile(opened!);
        return Errno.None;
    }

    private Errno CreateNew(in LocalName name, uint mode, out SafeFileHandle? opened)
    {
        int flags = Interop.O_RDWR | Interop.O_CREAT | Interop.O_EXCL | Interop.O_NOFOLLOW | Interop.O_CLOEXEC;
        return Interop.OpenAt(_node, name.WithNul, flags, mode & PermissionBits, out opened);
    }

    private Errno OpenExisting(ReadOnlySpan<byte> name, out IWritableNode? node, out IWritableFile? file)
    {
        file = null;
        node = null;
        Errno errno = OpenName(name, StatMask.None, out LocalNode? existing, out _);
        if (errno != Errno.None)
        {
            return errno;
        }

        errno = existing!.OpenForWriting(out file);
        if (errno != Errno.None)
        {
            existing.Dispose();
            return errno;
        }

        node = existing;
        return Errno.None;
    }

    /// <summary>Opens what was just made.</summary>
    /// <returns>ENOENT also if something of another kind has the name by now: what was made has it no longer.</returns>
    private Errno OpenMade(ReadOnlySpan<byte> name, EntryKind kind, out IWritableNode? node)
    {
        Errno errno = OpenName(name, StatMask.None, out LocalNode? made, out _);
        if (errno == Errno.None && made!.Kind != kind)
        {
            made.Dispose();
            made = null;
            errno = Errno.ENOENT;
        }

        node = made;
        return errno;
    }
}
