namespace Fathom.Nfs;

// Content of files.
public sealed partial class NfsClient
{
    /// <summary>Reads bytes of a file with one READ.</summary>
    /// <param name="offset">Not negative.</param>
    /// <param name="buffer">At most <see cref="NfsServerLimits.ReadMax"/> of it is filled.</param>
    /// <param name="read">Bytes read; a server may give less than there is.</param>
    /// <param name="isEnd">The file ends with them.</param>
    public Errno Read(
        in NfsFileHandle file, long offset, Span<byte> buffer, out int read, out bool isEnd, CancellationToken cancellation = default) =>
        Read(in file, offset, buffer, out read, out isEnd, out _, cancellation);

    /// <summary>Reads bytes of a file with one READ, and the attributes that came along.</summary>
    /// <param name="attributes">Null where the server left them out.</param>
    internal Errno Read(
        in NfsFileHandle file, long offset, Span<byte> buffer, out int read, out bool isEnd, out NodeAttributes? attributes, CancellationToken cancellation = default)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(offset);
        read = 0;
        isEnd = false;
        attributes = null;
        int count = Math.Min(buffer.Length, Limits.ReadMax);
        using NfsCall call = Call(cancellation);
        ReadArgs.Encode(call.Begin(Nfs3.Read), Bytes(in file), offset, count);
        Errno errno = call.Send(out XdrReader result);
        if (errno == Errno.None)
        {
            errno = ReadResult.Decode(ref result, count, out ReadResult answer);
            answer.Data.CopyTo(buffer);
            read = answer.Data.Length;
            isEnd = answer.IsEnd;
            attributes = answer.HasAttributes ? answer.Attributes : null;
        }

        return errno;
    }

    /// <summary>Writes bytes of a file with one WRITE.</summary>
    /// <param name="offset">Not negative.</param>
    /// <param name="data">At most <see cref="NfsServerLimits.WriteMax"/> of it is written.</param>
    /// <param name="stability">How safe it must be when the call returns.</param>
    public Errno Write(
        in NfsFileHandle file,
        long offset,
        ReadOnlySpan<byte> data,
        NfsStability stability,
        out NfsWriteResult written,
        CancellationToken cancellation = default)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(offset);
        written = default;
        ReadOnlySpan<byte> part = data[..Math.Min(data.Length, Limits.WriteMax)];
        using NfsCall call = Call(cancellation);
        WriteArgs.Encode(call.Begin(Nfs3.Write), Bytes(in file), offset, stability, part);
        Errno errno = call.Send(out XdrReader result);
        return errno != Errno.None ? errno : WriteResult.Decode(ref result, part.Length, out written);
    }

    /// <summary>Makes what was written unstable safe (COMMIT).</summary>
    /// <param name="offset">Where it begins.</param>
    /// <param name="count">Bytes; 0 for all from <paramref name="offset"/> on.</param>
    /// <param name="verifier">If it is not that of the WRITEs, the server lost them: write again.</param>
    public Errno Commit(in NfsFileHandle file, long offset, int count, out ulong verifier, CancellationToken cancellation = default)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(offset);
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        verifier = 0;
        using NfsCall call = Call(cancellation);
        ReadArgs.Encode(call.Begin(Nfs3.Commit), Bytes(in file), offset, count);
        Errno errno = call.Send(out XdrReader result);
        return errno != Errno.None ? errno : WriteResult.DecodeCommit(ref result, out verifier);
    }

    /// <summary>Opens a file to be read as a stream, with READs sent ahead.</summary>
    /// <exception cref="IOException">The file cannot be read; the message says why.</exception>
    public NfsFileStream OpenRead(in NfsFileHandle file, CancellationToken cancellation = default)
    {
        _ = Bytes(in file);
        return NfsFileStream.Open(this, in file, $"NFS file {file}", cancellation);
    }

    /// <summary>Opens a file to be read as a stream, with READs sent ahead.</summary>
    /// <param name="path">Raw bytes, relative to <see cref="Root"/>.</param>
    /// <exception cref="IOException">The file cannot be found or read; the message says why.</exception>
    public NfsFileStream OpenRead(ReadOnlySpan<byte> path, CancellationToken cancellation = default)
    {
        Errno errno = LookupPath(Root, path, out NfsNode node, cancellation);
        string name = $"'{System.Text.Encoding.UTF8.GetString(path)}'";
        return errno == Errno.None
            ? NfsFileStream.Open(this, node.Handle, name, cancellation)
            : throw NfsFileStream.Failure("find", name, errno);
    }

    /// <summary>Reads what is missing of a block with one READ.</summary>
    internal void ReadInto(in NfsFileHandle file, ReadBlock block)
    {
        using NfsCall call = Call(CancellationToken.None);
        ReadArgs.Encode(call.Begin(Nfs3.Read), Bytes(in file), block.Offset + block.Filled, block.Length - block.Filled);
        Errno errno = call.Send(out XdrReader result);
        block.Take(errno, result);
    }

    /// <summary>A connection for a stream; see <see cref="ConnectionPool.Take"/>.</summary>
    internal RpcConnection TakeConnection() => _pool.Take();

    internal void GiveBack(RpcConnection connection) => _pool.GiveBack(connection, connection.Outstanding == 0);
}
