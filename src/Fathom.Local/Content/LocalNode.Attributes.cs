using Microsoft.Win32.SafeHandles;

namespace Fathom.Local;

/// <content>Changes of the node itself, and its extended attributes.</content>
internal sealed partial class LocalNode
{
    /// <inheritdoc/>
    public Errno SetAttributes(in NodeChange change)
    {
        Errno errno = change.Size is null ? Errno.None : CheckIsFile();
        if (errno == Errno.None && change.Mode is not null && Kind == EntryKind.Symlink)
        {
            // Some file systems do change it, and then nobody heeds it.
            errno = Errno.EOPNOTSUPP;
        }

        using BorrowedDescriptor borrowed = new(_node);
        ReadOnlySpan<byte> path = borrowed.Path(stackalloc byte[BorrowedDescriptor.MaxPath]);
        if (errno == Errno.None && change.Size is { } size)
        {
            errno = Interop.SetSize(path, size);
        }

        // Before the mode: a new owner takes set-id bits away.
        if (errno == Errno.None && (change.Uid is not null || change.Gid is not null))
        {
            errno = Interop.SetOwner(_node, change.Uid ?? Interop.UnchangedId, change.Gid ?? Interop.UnchangedId);
        }

        if (errno == Errno.None && change.Mode is { } mode)
        {
            errno = Interop.SetMode(path, mode & PermissionBits);
        }

        return errno == Errno.None && (change.Atime is not null || change.Mtime is not null)
            ? Interop.SetTimes(path, change.Atime, change.Mtime)
            : errno;
    }

    /// <inheritdoc/>
    public Errno ReadXattr(ReadOnlySpan<byte> name, Span<byte> value, out int length)
    {
        length = 0;
        Errno errno = LocalName.TakeXattr(name, out LocalName local);
        if (errno != Errno.None)
        {
            return errno;
        }

        using BorrowedDescriptor borrowed = new(_node);
        return Interop.GetXattr(borrowed.Path(stackalloc byte[BorrowedDescriptor.MaxPath]), local.WithNul, value, out length);
    }

    /// <inheritdoc/>
    public Errno ListXattrs(Span<byte> names, out int length)
    {
        using BorrowedDescriptor borrowed = new(_node);
        return Interop.ListXattr(borrowed.Path(stackalloc byte[BorrowedDescriptor.MaxPath]), names, out length);
    }

    /// <inheritdoc/>
    public Errno SetXattr(ReadOnlySpan<byte> name, ReadOnlySpan<byte> value, XattrMode mode)
    {
        int flags = mode switch
        {
            XattrMode.Set => 0,
            XattrMode.Create => Interop.XATTR_CREATE,
            XattrMode.Replace => Interop.XATTR_REPLACE,
            _ => throw new ArgumentOutOfRangeException(nameof(mode)),
        };
        Errno errno = LocalName.TakeXattr(name, out LocalName local);
        if (errno != Errno.None)
        {
            return errno;
        }

        using BorrowedDescriptor borrowed = new(_node);
        return Interop.SetXattr(borrowed.Path(stackalloc byte[BorrowedDescriptor.MaxPath]), local.WithNul, value, flags);
    }

    /// <inheritdoc/>
    public Errno RemoveXattr(ReadOnlySpan<byte> name)
    {
        Errno errno = LocalName.TakeXattr(name, out LocalName local);
        if (errno != Errno.None)
        {
            return errno;
        }

        using BorrowedDescriptor borrowed = new(_node);
        return Interop.RemoveXattr(borrowed.Path(stackalloc byte[BorrowedDescriptor.MaxPath]), local.WithNul);
    }

    /// <inheritdoc/>
    public Errno OpenForWriting(out IWritableFile? file)
    {
        file = null;
        Errno errno = CheckIsFile();
        if (errno != Errno.None)
        {
            return errno;
        }

        errno = Reopen(Interop.O_RDWR, out SafeFileHandle? opened);
        if (errno == Errno.EACCES)
        {
            // Perhaps it may be written and not read.
            errno = Reopen(Interop.O_WRONLY, out opened);
        }

        file = errno == Errno.None ? new LocalFile(opened!) : null;
        return errno;
    }

    /// <inheritdoc/>
    public Errno Sync()
    {
        if (Kind is not (EntryKind.File or EntryKind.Directory))
        {
            return Errno.EINVAL;
        }

        // fsync(2) refuses an O_PATH descriptor.
        Errno errno = Reopen(Interop.O_RDONLY, out SafeFileHandle? opened);
        if (errno == Errno.EACCES && Kind == EntryKind.File)
        {
            errno = Reopen(Interop.O_WRONLY, out opened);
        }

        using (opened)
        {
            return errno == Errno.None ? Interop.Sync(opened!, isDataOnly: false) : errno;
        }
    }
}
