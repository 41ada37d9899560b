namespace Fathom.Nfs;

/// <summary>Reads a file in blocks, with more of them on their way the longer it is read from front to back.</summary>
/// <remarks>
/// The blocks are a queue without gaps: the first one holds the position that was read last, the others follow it.
/// <code>
///     file   ....[ first: being read ][ there ][ on its way ][ on its way ]....
/// </code>
/// Answers come in any order; each carries the tag of its block. An answer for a block that is not in the queue any longer (the reader went
/// elsewhere) finds none and is dropped.
/// </remarks>
internal sealed class ReadAhead : IDisposable
{
    private const int Page = 4096;

    private readonly NfsClient _client;
    private readonly NfsFileHandle _file;
    private readonly long _length;
    private readonly int _blockSize;
    private readonly Queue<ReadBlock> _blocks = new();
    private RpcConnection? _connection;
    private long _nextOffset;
    private int _depth = 1;
    private int _lastTag;

    /// <param name="length">Bytes of the file as far as known: nothing beyond is read ahead.</param>
    internal ReadAhead(NfsClient client, in NfsFileHandle file, long length)
    {
        _client = client;
        _file = file;
        _length = length;
        _blockSize = ReadWindow.BlockSize(client);
    }

    /// <summary>The bytes at a position; empty at the end of the file.</summary>
    /// <param name="count">Bytes that the caller takes at most.</param>
    /// <param name="content">At least one byte if there is one; valid until the next use.</param>
    internal Errno Get(long position, int count, out ReadOnlySpan<byte> content)
    {
        try
        {
            ReadBlock block = Find(position, count);
            content = block.From(position);
            if (!content.IsEmpty)
            {
                return Errno.None;
            }

            // Who comes again asks the server again: after an error, and at the end of a file that may grow.
            Errno errno = block.Errno;
            Forget();
            return errno;
        }
        catch
        {
            CloseConnection();
            Forget();
            throw;
        }
    }

    public void Dispose()
    {
        Forget();
        if (_connection is not null)
        {
            _client.GiveBack(_connection);
            _connection = null;
        }
    }

    private ReadBlock Find(long position, int count)
    {
        while (_blocks.TryPeek(out ReadBlock? passed) && position >= passed.End && position <= _nextOffset && !passed.IsEnd)
        {
            _blocks.Dequeue().Dispose();
            _depth = Math.Min(_depth * 2, ReadWindow.Calls(_client, _blockSize));
        }

        if (!_blocks.TryPeek(out ReadBlock? first))
        {
            // Read on where the queue ended, or begin elsewhere.
            if (position != _nextOffset)
            {
                _depth = 1;
            }

            return Begin(position, count);
        }

        if (position < first.Offset || (position >= first.End && !first.IsEnd))
        {
            Forget();
            return Begin(position, count);
        }

        SendAhead();
        Wait(first, position);
        return first;
    }

    private ReadBlock Begin(long position, int count)
    {
        // A reader that jumps about gets what it asks for, not a whole block each time.
        bool isJump = position != 0 && position != _nextOffset;
        int size = isJump ? (int)Math.Min(_blockSize, ((long)count + Page - 1) / Page * Page) : _blockSize;
        ReadBlock first = new(position, size);
        _blocks.Enqueue(first);
        _nextOffset = first.End;

        if (_connection is null && position == 0 && _length <= size)
        {
            ReadWhole(first);
            return first;
        }

        Send(first);
        SendAhead();
        Wait(first, position);
        return first;
    }

    /// <summary>Reads a file of one block on a shared connection: most files are small, and a connection each would cost more than the READ.</summary>
    private void ReadWhole(ReadBlock block)
    {
        while (!block.IsComplete)
        {
            _client.ReadInto(in _file, block);
        }
    }

    private void SendAhead()
    {
        while (_blocks.Count < _depth && _nextOffset < _length)
        {
            ReadBlock block = new(_nextOffset, _blockSize);
            _blocks.Enqueue(block);
            _nextOffset = block.End;
            Send(block);
        }
    }

    private void Send(ReadBlock block)
    {
        _connection ??= _client.TakeConnection();
        block.Tag = ++_lastTag;
        XdrWriter arguments = _connection.Begin(Nfs3.Read, block.Tag);
        ReadArgs.Encode(arguments, NfsFileHandle.BytesOf(in _file), block.Offset + block.Filled, block.Length - block.Filled);
        _connection.Queue();
    }

    /// <summary>Receives until the block has a byte at the position, or is known to have none.</summary>
    private void Wait(ReadBlock wanted, long position)
    {
        while (wanted.From(position).IsEmpty && !wanted.IsComplete)
        {
            _connection!.TryReceive(out RpcReply reply, CancellationToken.None);
            ReadBlock? block = BlockOf(reply.Tag);
            if (block is null || (reply.Errno == Errno.None && Nfs3Result.IsJukebox(reply.Body) && _connection.RetryLater()))
            {
                continue;
            }

            block.Take(reply.Errno, new XdrReader(reply.Body));
            if (!block.IsComplete)
            {
                // A server may give less than it was asked for.
                Send(block);
            }
        }
    }

    private ReadBlock? BlockOf(int tag)
    {
        foreach (ReadBlock block in _blocks)
        {
            if (block.Tag == tag)
            {
                return block;
            }
        }

        return null;
    }

    private void Forget()
    {
        while (_blocks.TryDequeue(out ReadBlock? block))
        {
            block.Dispose();
        }

        _depth = 1;
        _nextOffset = -1;
        if (_connection?.Outstanding > ReadWindow.MaxCalls)
        {
            // Answers that nobody waits for any more, and that may never come, would leave no room for calls.
            CloseConnection();
        }
    }

    private void CloseConnection()
    {
        _connection?.Dispose();
        _connection = null;
    }
}
