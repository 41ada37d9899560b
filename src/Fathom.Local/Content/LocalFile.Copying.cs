namespace Fathom.Local;

/// <content>Holes, and copies that the kernel makes.</content>
internal sealed partial class LocalFile
{
    /// <inheritdoc/>
    public Errno FindData(long offset, out long start, out long end)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(offset);
        (start, end) = (offset, offset);

        // Nobody else uses the position of the descriptor that this moves.
        Errno errno = Interop.Seek(_file, offset, Interop.SEEK_DATA, out long data);
        if (errno == Errno.None)
        {
            errno = Interop.Seek(_file, data, Interop.SEEK_HOLE, out long hole);
            (start, end) = errno == Errno.None ? (data, hole) : (start, end);
        }

        // ENXIO: no data behind the offset, or the file was cut in between.
        return errno == Errno.ENXIO ? Errno.None : errno;
    }

    /// <inheritdoc/>
    public Errno CopyFrom(IContentFile source, long sourceOffset, long offset, long length, CopyHow how, out long copied)
    {
        ArgumentNullException.ThrowIfNull(source);
        ArgumentOutOfRangeException.ThrowIfNegative(sourceOffset);
        ArgumentOutOfRangeException.ThrowIfNegative(offset);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(length);
        copied = 0;
        if (source is not LocalFile other)
        {
            return Errno.EOPNOTSUPP;
        }

        Errno errno = how switch
        {
            CopyHow.Share => Share(other, sourceOffset, offset, length, out copied),
            CopyHow.Range => Interop.CopyRange(other._file, sourceOffset, _file, offset, length, out copied),
            _ => throw new ArgumentOutOfRangeException(nameof(how)),
        };

        // Other file systems, other kinds of files, offsets within a block, an old kernel.
        return errno is Errno.EXDEV or Errno.EINVAL or Errno.ENOTTY or Errno.ENOSYS or Errno.ETXTBSY ? Errno.EOPNOTSUPP : errno;
    }

    private Errno Share(LocalFile source, long sourceOffset, long offset, long length, out long copied)
    {
        copied = 0;
        Errno errno = Interop.ShareRange(source._file, sourceOffset, _file, offset, length == long.MaxValue ? 0 : length);
        if (errno != Errno.None || length != long.MaxValue)
        {
            copied = errno == Errno.None ? length : 0;
            return errno;
        }

        // How long the source was when its blocks were shared.
        errno = ReadAttributes(StatMask.Size, out NodeAttributes attributes);
        copied = Math.Max(0, attributes.Size - offset);
        return errno;
    }
}
