using System.Diagnostics;

namespace Fathom.Nfs;

/// <content>From the queue to the socket.</content>
internal sealed partial class RpcConnection
{
    // Beyond this the rest stays in the slots until the socket has taken what is there.
    private const int EnoughOutput = 256 * 1024;

    // A slot stands here at most twice: queued again after a silence, then answered, free and queued for another call before the first
    // entry came to the front. The entry that finds its slot in another state is skipped.
    private readonly int[] _queue = new int[2 * MaxCalls];
    private int _queueHead;
    private int _queueCount;

    private byte[] _output = new byte[16 * 1024];
    private int _outputStart;
    private int _outputEnd;

    // When the governor lets the next call through.
    private long _wakeAt = long.MaxValue;

    /// <summary>Sends what is queued as far as socket and governor take it without waiting. The first use connects, which waits.</summary>
    /// <exception cref="FathomException">The server is dead.</exception>
    internal void Flush(CancellationToken cancellation)
    {
        if ((_queueCount == 0 && _outputStart == _outputEnd) || !EnsureConnected(cancellation))
        {
            return;
        }

        do
        {
            FillOutput();
        }
        while (TrySendOutput() && _queueCount > 0 && _wakeAt == long.MaxValue);
    }

    private void Enqueue(int slot)
    {
        _calls[slot].State = RpcCallState.Queued;
        _queue[(_queueHead + _queueCount++) % _queue.Length] = slot;
    }

    private void FillOutput()
    {
        _wakeAt = long.MaxValue;
        if (_queueCount == 0)
        {
            return;
        }

        long now = Stopwatch.GetTimestamp();
        while (_queueCount > 0 && _outputEnd - _outputStart < EnoughOutput)
        {
            RpcCall call = _calls[_queue[_queueHead]];
            if (call.State == RpcCallState.Queued)
            {
                if (!_governor.TryStart(now, out _wakeAt))
                {
                    return;
                }

                _wakeAt = long.MaxValue;
                Append(call, now);
            }

            _queueHead = (_queueHead + 1) % _queue.Length;
            _queueCount--;
        }
    }

    private void Append(RpcCall call, long now)
    {
        ReadOnlySpan<byte> record = call.Request.Written;
        if (_output.Length - _outputEnd < record.Length)
        {
            // A socket that is never quite empty must not make this array grow.
            _output.AsSpan(_outputStart, _outputEnd - _outputStart).CopyTo(_output);
            _outputEnd -= _outputStart;
            _outputStart = 0;
        }

        if (_output.Length - _outputEnd < record.Length)
        {
            Array.Resize(ref _output, Math.Max(2 * _output.Length, _outputEnd + record.Length));
        }

        record.CopyTo(_output.AsSpan(_outputEnd));
        _outputEnd += record.Length;

        ProcedureCounters counters = call.Counters!;
        counters.BytesSent += record.Length;
        if (call.WasSent)
        {
            counters.Resends++;
        }
        else
        {
            counters.Calls++;
        }

        call.State = RpcCallState.Sent;
        call.WasSent = true;
        call.FirstSentAt = call.FirstSentAt == 0 ? now : call.FirstSentAt;
        call.SentAt = now;
        call.DueAt = now + _timeout;
        _checkAt = Math.Min(_checkAt, call.DueAt);
    }

    /// <returns>Whether all output was sent.</returns>
    private bool TrySendOutput()
    {
        while (_outputStart < _outputEnd)
        {
            Errno errno = _socket!.Send(_output.AsSpan(_outputStart, _outputEnd - _outputStart), out int sent);
            if (errno != Errno.None)
            {
                Break(errno);
                return false;
            }

            if (sent <= 0)
            {
                return false;
            }

            _outputStart += sent;
        }

        _outputStart = _outputEnd = 0;
        return true;
    }
}
