using System.Buffers.Binary;
using System.Diagnostics;

namespace Fathom.Nfs;

/// <content>From the socket to the caller.</content>
internal sealed partial class RpcConnection
{
    // Xid and message type.
    private const int ShortestRecord = 8;
    private const int PollsPerSecond = 10;

    private readonly RecordBuffer _records;
    private long _receivedAt;

    // Nothing is overdue before this.
    private long _checkAt = long.MaxValue;

    /// <summary>Whether a reply to an outstanding call has been received already.</summary>
    internal bool HasBuffered
    {
        get
        {
            while (_records.TryTake(out ReadOnlySpan<byte> record) == RecordStatus.Complete && record.Length >= ShortestRecord)
            {
                if (TryMatch(record, out _))
                {
                    return true;
                }

                _records.Consume();
            }

            return false;
        }
    }

    /// <summary>Gives the next reply, to whichever call; sends what is queued when none is there yet, and waits.</summary>
    /// <param name="reply">Its body is valid until the next call of this method.</param>
    /// <returns>False once cancelled.</returns>
    /// <exception cref="FathomException">The server is dead.</exception>
    /// <exception cref="InvalidOperationException">No call is outstanding.</exception>
    internal bool TryReceive(out RpcReply reply, CancellationToken cancellation)
    {
        reply = default;
        ReleaseAnswered();
        if (Outstanding == (_begun == None ? 0 : 1))
        {
            throw new InvalidOperationException("No call is outstanding.");
        }

        // A lone call that goes out now has no answer yet: to look for one would be a system call for nothing.
        bool waitsFirst = Outstanding == 1;
        while (!cancellation.IsCancellationRequested)
        {
            if (TryTakeReply(out reply))
            {
                return true;
            }

            if (Stopwatch.GetTimestamp() >= _checkAt)
            {
                CheckDue(Stopwatch.GetTimestamp());
            }

            Flush(cancellation);
            if (waitsFirst || !TryReceiveBytes())
            {
                waitsFirst = false;
                Wait();
            }
        }

        return false;
    }

    private bool TryTakeReply(out RpcReply reply)
    {
        reply = default;
        while (true)
        {
            RecordStatus status = _records.TryTake(out ReadOnlySpan<byte> record);
            if (status == RecordStatus.Partial)
            {
                return false;
            }

            if (status == RecordStatus.Broken || record.Length < ShortestRecord)
            {
                Break(Errno.EPROTO);
                return false;
            }

            bool isMatch = TryMatch(record, out int slot);
            if (isMatch)
            {
                Answer(slot, record, out reply);
            }

            _records.Consume();
            if (isMatch)
            {
                return true;
            }
        }
    }

    /// <summary>Finds the call that a record answers. What answers none is ignored: a second answer to a call that was sent twice, or nonsense.</summary>
    private bool TryMatch(ReadOnlySpan<byte> record, out int slot)
    {
        uint xid = BinaryPrimitives.ReadUInt32BigEndian(record);
        uint type = BinaryPrimitives.ReadUInt32BigEndian(record[sizeof(uint)..]);
        slot = (int)(xid & (MaxCalls - 1));
        return type == RpcHeader.REPLY
            && slot < _created
            && _calls[slot] is { WasSent: true, State: RpcCallState.Sent or RpcCallState.Queued } call
            && call.Xid == xid;
    }

    private void Answer(int slot, ReadOnlySpan<byte> record, out RpcReply reply)
    {
        RpcCall call = _calls[slot];
        RpcReplyHeader header = RpcReplyHeader.Decode(record[ShortestRecord..]);
        if (header.IsVersionMismatch)
        {
            LastMismatch = (header.LowVersion, header.HighVersion);
        }

        LastAuthStatus = header.AuthStatus != 0 ? header.AuthStatus : LastAuthStatus;
        long latency = Math.Max(_receivedAt - call.SentAt, 0);
        _governor.Completed(latency, Math.Max(Outstanding, Load));
        call.State = RpcCallState.Answered;
        _answered = slot;
        Outstanding--;
        NoteProgress();

        ProcedureCounters counters = call.Counters!;
        counters.BytesReceived += _records.WireLength;
        counters.Latency.Add(latency);
        if (header.Errno != Errno.None || IsErrorStatus(call.Procedure!, header.Body))
        {
            counters.Errors++;
        }

        reply = new RpcReply
        {
            Tag = call.Tag,
            Procedure = call.Procedure!,
            Errno = header.Errno,
            Body = header.Body,
            Latency = latency,
        };
    }

    // Results of NFS procedures, and of MNT, begin with a status; 0 is OK.
    private static bool IsErrorStatus(RpcProcedure procedure, ReadOnlySpan<byte> body) =>
        (procedure.Program == Nfs3.NFS_PROGRAM || ReferenceEquals(procedure, Mount3.Mnt))
        && procedure.Number != 0
        && BinaryPrimitives.TryReadUInt32BigEndian(body, out uint status)
        && status != 0;

    /// <returns>Whether there is something new: bytes, or a broken connection.</returns>
    private bool TryReceiveBytes()
    {
        if (_socket is null)
        {
            return false;
        }

        Errno errno = _socket.Receive(_records.Room(), out int received);
        if (errno != Errno.None)
        {
            Break(errno);
            return true;
        }

        if (received <= 0)
        {
            return false;
        }

        _records.Add(received);
        _receivedAt = Stopwatch.GetTimestamp();
        return true;
    }

    /// <summary>Waits for bytes, or until there is something else to do; a tenth of a second at most, to see a cancellation.</summary>
    private void Wait()
    {
        long now = Stopwatch.GetTimestamp();
        long until = Math.Min(Math.Min(_checkAt, _wakeAt), now + (Stopwatch.Frequency / PollsPerSecond));

        // What is overdue may be so by the whole time since the machine started.
        int microseconds = (int)(Math.Max(until - now, 0) * 1_000_000 / Stopwatch.Frequency);
        if (_socket is null)
        {
            Thread.Sleep((microseconds + 999) / 1000);
        }
        else if (_outputStart < _outputEnd)
        {
            // The socket can be asked for one direction only. A server that does not read before its answers are read is served in turns.
            _socket.WaitForOutput(Math.Min(microseconds, 1000));
        }
        else
        {
            _socket.WaitForInput(microseconds);
        }
    }
}
