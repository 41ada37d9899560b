using System.Buffers;

namespace Fathom.Nfs;

/// <summary>Reads a large buffer with several READs on their way.</summary>
/// <remarks>
/// The buffer is cut into blocks of one size, each with one READ outstanding at most; its tag is the number of its block. Answers come in any
/// order and may be short, then the rest of the block is asked for.
/// <code>
///     buffer  [ filled ][ half filled, on its way ][ on its way ][ not asked for ]...
///                                                         ^ limit: the file, or what can be read of it, ends here
/// </code>
/// The limit only ever falls: to where a block met the end of the file or an error. Blocks beyond it do not count any longer.
/// </remarks>
internal ref struct ReadWindow : IDisposable
{
    /// <summary>READs that are on their way at once, at most.</summary>
    internal const int MaxCalls = 64;

    private const int MaxBlock = 1024 * 1024;
    private const int MaxBytes = 4 * 1024 * 1024;
    private const int Page = 4096;

    private readonly NfsClient _client;
    private readonly NfsFileHandle _file;
    private readonly long _offset;
    private readonly Span<byte> _buffer;
    private readonly int _blockSize;
    private readonly int[] _filled;
    private RpcConnection? _connection;
    private int _limit;
    private Errno _errno;

    internal ReadWindow(NfsClient client, in NfsFileHandle file, long offset, Span<byte> buffer)
    {
        _client = client;
        _file = file;
        _offset = offset;
        _buffer = buffer;
        _blockSize = BlockSize(client);
        _limit = buffer.Length;
        int blocks = ((buffer.Length - 1) / _blockSize) + 1;
        _filled = ArrayPool<int>.Shared.Rent(blocks);
        _filled.AsSpan(0, blocks).Clear();
    }

    /// <summary>Bytes of one READ.</summary>
    internal static int BlockSize(NfsClient client) =>
        Math.Min(Math.Min(client.Limits.ReadMax, MaxBlock), Math.Max(client.Limits.ReadPreferred, Page));

    /// <summary>READs of one size that are worth having on their way now.</summary>
    internal static int Calls(NfsClient client, int blockSize) =>
        Math.Clamp(Math.Min(client.Governor.Window, MaxBytes / blockSize), 1, MaxCalls);

    /// <summary>Reads until the buffer is full, the file ends, or bytes cannot be read.</summary>
    /// <param name="read">Good bytes at the beginning of the buffer.</param>
    /// <returns>Why the bytes after those cannot be read.</returns>
    internal Errno Read(out int read)
    {
        int blocks = ((_buffer.Length - 1) / _blockSize) + 1;
        int next = 0;
        _connection = _client.RentConnection(Math.Min(Calls(_client, _blockSize), blocks), out int calls);
        while (true)
        {
            while (_connection.Outstanding < calls && (long)next * _blockSize < _limit)
            {
                Send(next++);
            }

            if (_connection.Outstanding == 0)
            {
                break;
            }

            Receive();
        }

        _client.ReturnConnection(_connection, isSound: true);
        _connection = null;
        read = _limit;
        return _errno;
    }

    public void Dispose()
    {
        ArrayPool<int>.Shared.Return(_filled);
        if (_connection is not null)
        {
            // The server is dead: answers may still be on their way.
            _client.ReturnConnection(_connection, isSound: false);
            _connection = null;
        }
    }

    private readonly void Send(int block)
    {
        int start = Start(block);
        XdrWriter arguments = _connection!.Begin(Nfs3.Read, block);
        ReadArgs.Encode(arguments, NfsFileHandle.BytesOf(in _file), _offset + start, End(block) - start);
        _connection.Queue();
    }

    private void Receive()
    {
        _connection!.TryReceive(out RpcReply reply, CancellationToken.None);
        if (reply.Errno == Errno.None && Nfs3Result.IsJukebox(reply.Body) && _connection.RetryLater())
        {
            return;
        }

        int block = reply.Tag;
        int start = Start(block);
        Errno errno = reply.Errno;
        ReadResult answer = default;
        if (errno == Errno.None)
        {
            XdrReader result = new(reply.Body);
            errno = ReadResult.Decode(ref result, End(block) - start, out answer);
        }

        answer.Data.CopyTo(_buffer[start..]);
        _filled[block] += answer.Data.Length;
        int end = start + answer.Data.Length;
        if (errno != Errno.None || answer.IsEnd)
        {
            if (end < _limit)
            {
                _limit = end;
                _errno = errno;
            }
        }
        else if (end < End(block) && end < _limit)
        {
            Send(block);
        }
    }

    /// <summary>Where the missing bytes of a block begin in the buffer.</summary>
    private readonly int Start(int block) => (block * _blockSize) + _filled[block];

    private readonly int End(int block) => (int)Math.Min((block + 1L) * _blockSize, _buffer.Length);
}
