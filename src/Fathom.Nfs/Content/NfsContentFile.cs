namespace Fathom.Nfs;

/// <summary>An open file of a server, which knows nothing of it being open.</summary>
/// <remarks>Data is written FILE_SYNC: it is on stable storage when the call returns, so there is nothing that a server which starts again could
/// lose, and nothing to keep for writing it once more. Large writes cost a wait a megabyte for that, small ones a wait each.</remarks>
internal sealed class NfsContentFile : IWritableFile
{
    private readonly NfsClient _client;
    private readonly NfsFileHandle _file;

    internal NfsContentFile(NfsClient client, in NfsFileHandle file)
    {
        _client = client;
        _file = file;
    }

    /// <inheritdoc/>
    public Errno Read(long offset, Span<byte> buffer, out int read)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(offset);
        if (buffer.Length > ReadWindow.BlockSize(_client))
        {
            using ReadWindow window = new(_client, in _file, offset, buffer);
            return window.Read(out read);
        }

        return ReadInTurn(offset, buffer, out read, out _);
    }

    /// <inheritdoc/>
    public Errno Read(long offset, Span<byte> buffer, StatMask mask, out int read, out NodeAttributes? attributes)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(offset);
        attributes = null;
        Errno errno = buffer.IsEmpty || buffer.Length > ReadWindow.BlockSize(_client)
            ? Read(offset, buffer, out read)
            : ReadInTurn(offset, buffer, out read, out attributes);
        if (errno == Errno.None && attributes is null && _client.GetAttributes(in _file, out NodeAttributes asked) == Errno.None)
        {
            attributes = asked;
        }

        return errno;
    }

    /// <inheritdoc/>
    public Errno ReadAttributes(StatMask mask, out NodeAttributes attributes) => _client.GetAttributes(in _file, out attributes);

    /// <inheritdoc/>
    public Errno Write(long offset, ReadOnlySpan<byte> data, out int written)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(offset);
        written = 0;
        while (written < data.Length)
        {
            Errno errno = _client.Write(in _file, offset + written, data[written..], NfsStability.FileSync, out NfsWriteResult result);
            if (errno != Errno.None)
            {
                return errno;
            }

            written += result.Count;
        }

        return Errno.None;
    }

    /// <inheritdoc/>
    public Errno SetLength(long length)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(length);
        return _client.SetAttributes(in _file, new NfsAttributeChange { Size = length });
    }

    /// <summary>Nothing to wait for: see above.</summary>
    public Errno Sync(bool isDataOnly) => Errno.None;

    /// <summary>Nothing: the server does not know that the file is open.</summary>
    public void Dispose()
    {
    }

    // One READ, and more where the server gives less than there is. The attributes are those of the last one.
    private Errno ReadInTurn(long offset, Span<byte> buffer, out int read, out NodeAttributes? attributes)
    {
        read = 0;
        attributes = null;
        while (read < buffer.Length)
        {
            Errno errno = _client.Read(in _file, offset + read, buffer[read..], out int count, out bool isEnd, out attributes);
            read += count;
            if (errno != Errno.None || isEnd)
            {
                return errno;
            }
        }

        return Errno.None;
    }
}
