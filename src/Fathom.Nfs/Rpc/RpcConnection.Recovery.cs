using System.Diagnostics;
using System.Text;

namespace Fathom.Nfs;

/// <content>Silence, cut connections, servers that are down.</content>
/// <remarks>
/// A call that stays without an answer is sent again on the same connection; when the next silence shows that the connection carries nothing at
/// all, on a new one. A server that refuses connections, or cuts them before the first answer, is tried at its addresses in turn with a
/// growing pause until timeout x (retries + 1) has passed without any answer.
/// </remarks>
internal sealed partial class RpcConnection
{
    // A server that lost one call answers when it is sent again. One that rebooted knows nothing of the connection, and may not even say so.
    private const int SilencesBeforeReconnect = 2;

    private static readonly long s_firstPostponement = Stopwatch.Frequency / 10;
    private static readonly long s_longestPostponement = Stopwatch.Frequency * 5;
    private static readonly long s_firstPause = Stopwatch.Frequency / 20;
    private static readonly long s_longestPause = Stopwatch.Frequency * 2;
    private static readonly long s_shortestConnect = Stopwatch.Frequency;
    private static readonly long s_longestConnect = Stopwatch.Frequency * 10;

    private RpcSocket? _socket;
    private int _address;
    private bool _wasConnected;
    private bool _wasAnswered;
    private bool _isAnswering;
    private long _troubleSince;
    private int _failures;
    private long _pauseUntil;

    private void NoteProgress()
    {
        _wasAnswered = true;
        _isAnswering = true;
        _troubleSince = 0;
        _failures = 0;
    }

    /// <summary>Handles silences and back-offs that are over.</summary>
    private void CheckDue(long now)
    {
        bool isStuck = false;
        _checkAt = long.MaxValue;
        for (int slot = 0; slot < _created; slot++)
        {
            RpcCall call = _calls[slot];
            if (call.State is not (RpcCallState.Sent or RpcCallState.Waiting))
            {
                continue;
            }

            if (call.DueAt > now)
            {
                _checkAt = Math.Min(_checkAt, call.DueAt);
            }
            else if (call.State == RpcCallState.Waiting)
            {
                Enqueue(slot);
            }
            else
            {
                isStuck |= NoteSilence(call, slot, now);
            }
        }

        if (isStuck)
        {
            Break(Errno.ETIMEDOUT);
        }
    }

    /// <returns>Whether the connection carries nothing.</returns>
    private bool NoteSilence(RpcCall call, int slot, long now)
    {
        if (++call.Silences > _options.Retries)
        {
            throw Dead(Errno.ETIMEDOUT);
        }

        if (_outputStart == _outputEnd)
        {
            Enqueue(slot);
        }
        else
        {
            // The bytes, or those before them, are on their way to the socket still; more of the same would not help.
            call.DueAt = now + _timeout;
            _checkAt = Math.Min(_checkAt, call.DueAt);
        }

        // The first connection to a lone address is kept: to break it would end all, and the service may just be slow.
        bool isKept = _options.FailsFast && !_wasAnswered && _target.Addresses.Count == 1;
        return !isKept && call.Silences >= SilencesBeforeReconnect && now - _receivedAt >= _timeout;
    }

    /// <summary>Gives the connection up. All calls without an answer go out again on the next one, under their old ids.</summary>
    private void Break(Errno errno)
    {
        _socket?.Dispose();
        _socket = null;
        _records.Clear();
        _outputStart = _outputEnd = 0;
        _checkAt = 0;
        long now = Stopwatch.GetTimestamp();
        int mostCuts = 0;
        for (int slot = 0; slot < _created; slot++)
        {
            RpcCall call = _calls[slot];
            if (call.State != RpcCallState.Sent)
            {
                continue;
            }

            // One call that always breaks the connection must end although others are answered in between.
            if (++call.Cuts > _options.Retries && now - call.FirstSentAt >= _budget)
            {
                throw Dead(errno);
            }

            mostCuts = Math.Max(mostCuts, call.Cuts);
            Enqueue(slot);
        }

        if (_isAnswering)
        {
            // It worked until now: the same address again, at once. But not if the same call breaks one connection after the other.
            _isAnswering = false;
            _troubleSince = now;
            _pauseUntil = mostCuts > 1 ? now + Growing(s_firstPause, mostCuts - 2, s_longestPause) : _pauseUntil;
        }
        else
        {
            NoteFailure(errno, now);
        }
    }

    /// <returns>False once cancelled.</returns>
    private bool EnsureConnected(CancellationToken cancellation)
    {
        while (_socket is null)
        {
            if (cancellation.IsCancellationRequested)
            {
                return false;
            }

            long now = Stopwatch.GetTimestamp();
            if (now < _pauseUntil)
            {
                long milliseconds = ((_pauseUntil - now) * 1000 / Stopwatch.Frequency) + 1;
                Thread.Sleep((int)Math.Min(milliseconds, 1000 / PollsPerSecond));
                continue;
            }

            Errno errno = Connect(now, cancellation);
            if (errno != Errno.None && !cancellation.IsCancellationRequested)
            {
                NoteFailure(errno, Stopwatch.GetTimestamp());
            }
        }

        return true;
    }

    private Errno Connect(long now, CancellationToken cancellation)
    {
        long end = now + Math.Clamp(_timeout, s_shortestConnect, s_longestConnect);
        Errno errno = RpcSocket.Connect(
            _target.Addresses[_address],
            _options.TriesPrivilegedPort,
            () => cancellation.IsCancellationRequested || Stopwatch.GetTimestamp() >= end,
            out _socket);
        if (errno != Errno.None)
        {
            return errno;
        }

        _records.Clear();
        _receivedAt = Stopwatch.GetTimestamp();
        if (_wasConnected)
        {
            _counters.Reconnects++;
        }
        else
        {
            _counters.Connects++;
        }

        _wasConnected = true;
        return Errno.None;
    }

    /// <summary>An address could not be reached, or cut the connection before its first answer.</summary>
    private void NoteFailure(Errno errno, long now)
    {
        _troubleSince = _troubleSince == 0 ? now : _troubleSince;
        _failures++;
        int addresses = _target.Addresses.Count;
        int rounds = _failures / addresses;
        FathomException? dead = null;
        if (_failures % addresses == 0)
        {
            bool isOver = now - _troubleSince >= _budget && rounds > _options.Retries;
            dead = isOver || (_options.FailsFast && !_wasAnswered) ? Dead(errno) : null;
            _pauseUntil = now + Growing(s_firstPause, rounds - 1, s_longestPause);
        }

        _address = (_address + 1) % addresses;
        if (dead is not null)
        {
            throw dead;
        }
    }

    private FathomException Dead(Errno errno) =>
        new($"no answer from {_target.Service}", Encoding.UTF8.GetBytes(_target.NameOf(_target.Addresses[_address])), errno);
}
