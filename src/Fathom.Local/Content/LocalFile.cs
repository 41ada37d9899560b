using System.Runtime.Versioning;

using Microsoft.Win32.SafeHandles;

namespace Fathom.Local;

/// <summary>An open file.</summary>
[SupportedOSPlatform("linux")]
internal sealed partial class LocalFile : IWritableFile
{
    // Writes of this size belong to a file that is written from front to back, and not to one that is changed here and there.
    private const int MinStreamed = 256 * 1024;

    private const long StreamedAtOnce = 8 * 1024 * 1024;

    private readonly SafeFileHandle _file;
    private long _streamed;

    /// <param name="file">Disposed with this.</param>
    internal LocalFile(SafeFileHandle file) => _file = file;

    /// <inheritdoc/>
    public Errno Read(long offset, Span<byte> buffer, out int read)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(offset);
        read = 0;
        while (read < buffer.Length)
        {
            Errno errno = Interop.ReadAt(_file, offset + read, buffer[read..], out int count);
            if (errno != Errno.None || count == 0)
            {
                return errno;
            }

            read += count;
        }

        return Errno.None;
    }

    /// <inheritdoc/>
    public void ExpectReads(bool isRandom) => Interop.ExpectReads(_file, isRandom);

    /// <inheritdoc/>
    public void ExpectRead(long offset, long length)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(offset);
        Interop.BeginReading(_file, offset, length);
    }

    /// <inheritdoc/>
    public Errno ReadAttributes(StatMask mask, out NodeAttributes attributes) => LocalNode.ReadAttributes(_file, mask, out attributes);

    /// <inheritdoc/>
    public Errno Write(long offset, ReadOnlySpan<byte> data, out int written)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(offset);
        written = 0;
        while (written < data.Length)
        {
            Errno errno = Interop.WriteAt(_file, offset + written, data[written..], out int count);
            if (errno != Errno.None)
            {
                return errno;
            }

            // No file system may do this to a write of at least one byte; asking again would go on for ever.
            if (count == 0)
            {
                return Errno.EIO;
            }

            written += count;
        }

        if (written >= MinStreamed)
        {
            NoteStreamed(written);
        }

        return Errno.None;
    }

    /// <inheritdoc/>
    public Errno SetLength(long length)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(length);
        return Interop.SetSize(_file, length);
    }

    /// <inheritdoc/>
    public Errno Allocate(long offset, long length, bool keepsSize)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(offset);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(length);
        return Interop.Allocate(_file, keepsSize, offset, length);
    }

    /// <inheritdoc/>
    public Errno SetAttributes(in NodeChange change)
    {
        if (change.Size is not null)
        {
            return Errno.EINVAL;
        }

        Errno errno = Errno.None;

        // Before the mode: a new owner takes set-id bits away.
        if (change.Uid is not null || change.Gid is not null)
        {
            errno = Interop.SetOwner(_file, change.Uid ?? Interop.UnchangedId, change.Gid ?? Interop.UnchangedId);
        }

        if (errno == Errno.None && change.Mode is { } mode)
        {
            errno = Interop.SetMode(_file, mode & LocalNode.PermissionBits);
        }

        return errno == Errno.None && (change.Atime is not null || change.Mtime is not null)
            ? Interop.SetTimes(_file, change.Atime, change.Mtime)
            : errno;
    }

    /// <inheritdoc/>
    public Errno Sync(bool isDataOnly) => Interop.Sync(_file, isDataOnly);

    /// <inheritdoc/>
    public void Dispose() => _file.Dispose();

    // The disk writes while the next bytes are made, and a sync in the end does not wait for all of them.
    private void NoteStreamed(int count)
    {
        // Each multiple is passed by one thread. Partner: this itself.
        long streamed = Interlocked.Add(ref _streamed, count);
        if (streamed / StreamedAtOnce != (streamed - count) / StreamedAtOnce)
        {
            Interop.BeginWriting(_file);
        }
    }
}
