namespace Fathom.Vault;

/// <content>Changes of the node itself: they are those of the stored file, or of the content of a directory.</content>
internal sealed partial class VaultNode
{
    // Every node of a ciphertext that can be changed is one.
    private IWritableNode Writable => (IWritableNode)_stored;

    /// <inheritdoc/>
    public Errno SetAttributes(in NodeChange change)
    {
        Errno errno = CheckWritable();
        if (errno == Errno.None && change.Size is not null)
        {
            errno = CheckIsFile();
        }

        // The stored file could have it, but a link has none.
        errno = errno == Errno.None && change.Mode is not null && Kind == EntryKind.Symlink ? Errno.EOPNOTSUPP : errno;
        errno = errno == Errno.None && change.Size is { } size ? SetSize(size) : errno;
        return errno == Errno.None ? Writable.SetAttributes(change with { Size = null }) : errno;
    }

    /// <inheritdoc/>
    public Errno SetXattr(ReadOnlySpan<byte> name, ReadOnlySpan<byte> value, XattrMode mode)
    {
        Errno errno = CheckWritable();
        return errno == Errno.None ? Writable.SetXattr(name, value, mode) : errno;
    }

    /// <inheritdoc/>
    public Errno RemoveXattr(ReadOnlySpan<byte> name)
    {
        Errno errno = CheckWritable();
        return errno == Errno.None ? Writable.RemoveXattr(name) : errno;
    }

    /// <inheritdoc/>
    public Errno OpenForWriting(out IWritableFile? file)
    {
        file = null;
        Errno errno = CheckIsFile();
        errno = errno == Errno.None ? CheckWritable() : errno;
        if (errno != Errno.None)
        {
            return errno;
        }

        errno = VaultFile.OpenForWriting(_tree, Writable, out VaultFile? opened);
        file = opened;
        return errno;
    }

    /// <inheritdoc/>
    public Errno Sync()
    {
        if (Kind == EntryKind.Symlink)
        {
            return Errno.EINVAL;
        }

        if (_tree.IsReadOnly)
        {
            return Errno.None;
        }

        Errno errno = _id is null || _missing != Errno.None ? Errno.None : _tree.Unsynced.Sync(_tree, _id, _stored);
        return errno == Errno.None ? Writable.Sync() : errno;
    }

    private Errno SetSize(long size)
    {
        Errno errno = VaultFile.OpenForWriting(_tree, Writable, out VaultFile? file);
        using (file)
        {
            return errno == Errno.None ? file!.SetLength(size) : errno;
        }
    }

    private Errno CheckWritable() => _tree.IsReadOnly ? Errno.EROFS : Errno.None;

    private Errno CheckIsFile() => Kind switch
    {
        EntryKind.File => Errno.None,
        EntryKind.Directory => Errno.EISDIR,
        _ => Errno.EINVAL,
    };
}
