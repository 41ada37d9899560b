namespace Fathom.Nfs;

/// <summary>The content of a file, read only. While it is read from front to back several READs are on their way.</summary>
/// <remarks>Like any stream it is used by one thread at a time. A file that grows is read to its new end, one that shrinks to its new end too;
/// whatever else happens is an exception, never a file that looks shorter.</remarks>
public sealed class NfsFileStream : Stream
{
    private readonly ReadAhead _content;
    private readonly string _name;
    private long _position;
    private bool _isDisposed;

    private NfsFileStream(ReadAhead content, string name, in NodeAttributes attributes)
    {
        _content = content;
        _name = name;
        Attributes = attributes;
    }

    /// <summary>As they were when the file was opened.</summary>
    public NodeAttributes Attributes { get; }

    /// <inheritdoc/>
    public override bool CanRead => !_isDisposed;

    /// <inheritdoc/>
    public override bool CanSeek => !_isDisposed;

    /// <inheritdoc/>
    public override bool CanWrite => false;

    /// <summary>Bytes of the file when it was opened.</summary>
    public override long Length => Attributes.Size;

    /// <inheritdoc/>
    public override long Position
    {
        get => _position;
        set
        {
            ArgumentOutOfRangeException.ThrowIfNegative(value);
            _position = value;
        }
    }

    /// <inheritdoc/>
    public override int Read(byte[] buffer, int offset, int count)
    {
        ValidateBufferArguments(buffer, offset, count);
        return Read(buffer.AsSpan(offset, count));
    }

    /// <inheritdoc/>
    /// <exception cref="IOException">The bytes at this position cannot be read; the message says why.</exception>
    public override int Read(Span<byte> buffer)
    {
        ObjectDisposedException.ThrowIf(_isDisposed, this);
        if (buffer.IsEmpty)
        {
            return 0;
        }

        Errno errno;
        ReadOnlySpan<byte> content;
        try
        {
            errno = _content.Get(_position, buffer.Length, out content);
        }
        catch (FathomException exception)
        {
            // Who reads a stream expects this type.
            throw new IOException($"cannot read {_name} at byte {_position}: {exception.Message}", exception);
        }

        if (errno != Errno.None)
        {
            throw Failure("read", $"{_name} at byte {_position}", errno);
        }

        int count = Math.Min(content.Length, buffer.Length);
        content[..count].CopyTo(buffer);
        _position += count;
        return count;
    }

    /// <inheritdoc/>
    public override long Seek(long offset, SeekOrigin origin)
    {
        long from = origin switch
        {
            SeekOrigin.Begin => 0,
            SeekOrigin.Current => _position,
            SeekOrigin.End => Length,
            _ => throw new ArgumentOutOfRangeException(nameof(origin)),
        };
        long position = checked(from + offset);
        return position < 0 ? throw new IOException($"cannot seek {_name} to {position}: it begins at 0") : _position = position;
    }

    /// <summary>Does nothing: nothing is written.</summary>
    public override void Flush()
    {
    }

    /// <summary>Not supported.</summary>
    public override void SetLength(long value) => throw new NotSupportedException("The stream is read only.");

    /// <summary>Not supported.</summary>
    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException("The stream is read only.");

    internal static NfsFileStream Open(NfsClient client, in NfsFileHandle file, string name, CancellationToken cancellation)
    {
        Errno errno = client.GetAttributes(in file, out NodeAttributes attributes, cancellation);
        if (errno == Errno.None && attributes.Kind != EntryKind.File)
        {
            errno = attributes.Kind == EntryKind.Directory ? Errno.EISDIR : Errno.EINVAL;
        }

        return errno == Errno.None
            ? new NfsFileStream(new ReadAhead(client, in file, attributes.Size), name, in attributes)
            : throw Failure("open", name, errno);
    }

    internal static IOException Failure(string what, string name, Errno errno) => new($"cannot {what} {name}: {errno.Describe()}", (int)errno);

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing && !_isDisposed)
        {
            _isDisposed = true;
            _content.Dispose();
        }

        base.Dispose(disposing);
    }
}
