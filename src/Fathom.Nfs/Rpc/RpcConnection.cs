using System.Diagnostics;

namespace Fathom.Nfs;

/// <summary>One TCP connection with many calls outstanding, used by one thread at a time. It sends again, connects again and goes to another
/// address by itself.</summary>
/// <remarks>
/// RFC 5531. A call occupies a slot from <see cref="Begin"/> to its answer, and its transaction id is generation &lt;&lt; 8 | slot: a reply
/// finds its call by one array access, and one to a call that is over by now finds nothing. Silence and a cut connection send the same
/// bytes again, which the server recognises; a server that asks to come back later is sent a new id.
/// </remarks>
internal sealed partial class RpcConnection : IDisposable
{
    /// <summary>Calls that can be outstanding.</summary>
    internal const int MaxCalls = 1 << SlotBits;

    private const int SlotBits = 8;
    private const int None = -1;

    private readonly RpcTarget _target;
    private readonly RpcConnectionOptions _options;
    private readonly CallGovernor _governor;
    private readonly RpcStatistics _statistics;
    private readonly ConnectionCounters _counters;
    private readonly byte[] _credential;
    private readonly long _timeout;
    private readonly long _budget;

    private readonly RpcCall[] _calls = new RpcCall[MaxCalls];
    private readonly int[] _free = new int[MaxCalls];
    private int _freeCount;
    private int _created;
    private uint _generation = (uint)Random.Shared.Next();
    private int _begun = None;
    private int _answered = None;

    /// <param name="number">Of this connection among those to the target; says which address is tried first.</param>
    /// <param name="governor">Shared by all connections of a client.</param>
    /// <param name="statistics">Shared by all connections of a client.</param>
    internal RpcConnection(RpcTarget target, int number, RpcConnectionOptions options, CallGovernor governor, RpcStatistics statistics)
    {
        _target = target;
        _options = options;
        _governor = governor;
        _statistics = statistics;
        _counters = statistics.Open();
        _address = number % target.Addresses.Count;
        _credential = RpcHeader.EncodeCredential(options.Credential, (uint)Environment.ProcessId);
        _timeout = TicksOf(options.Timeout);
        _budget = TicksOf(options.Timeout) * (options.Retries + 1);
        _records = new RecordBuffer(options.MaxReply);
    }

    /// <summary>Calls that were begun and not answered, those backing off included.</summary>
    internal int Outstanding { get; private set; }

    /// <summary>Calls that whoever rented this connection may have outstanding; kept here for <see cref="ConnectionPool"/>.</summary>
    internal int Rented { get; set; }

    /// <summary>Calls that each connection would have outstanding if those of all were spread over as many as a walk has; 0 where calls are
    /// this connection's own affair.</summary>
    internal int Load { get; set; }

    /// <summary>The versions that the server has of a program that it refused last for its version; 0 and 0 if it refused none.</summary>
    internal (uint Low, uint High) LastMismatch { get; private set; }

    /// <summary>Why the server refused a credential last (auth_stat of RFC 5531); 0 if it refused none. 5 asks for a stronger flavour.</summary>
    internal uint LastAuthStatus { get; private set; }

    /// <summary>Begins a call; its header is written. The caller appends the arguments, then calls <see cref="Queue"/>. Never waits.</summary>
    /// <param name="tag">Comes back with the reply.</param>
    /// <remarks>A call that was begun and not queued is dropped.</remarks>
    /// <exception cref="InvalidOperationException">More than <see cref="MaxCalls"/> calls are outstanding.</exception>
    internal XdrWriter Begin(RpcProcedure procedure, int tag)
    {
        if (_begun != None)
        {
            Outstanding--;
            Release(_begun);
        }

        _begun = TakeSlot();
        Outstanding++;
        RpcCall call = _calls[_begun];
        call.State = RpcCallState.Begun;
        call.Procedure = procedure;
        call.Tag = tag;
        call.FirstSentAt = 0;
        call.Postponements = 0;
        Renew(call, _begun);
        if (!ReferenceEquals(call.Counters?.Procedure, procedure))
        {
            call.Counters = _counters.Of(procedure);
        }

        RpcHeader.Write(call.Request, call.Xid, procedure, _credential);
        return call.Request;
    }

    /// <summary>The call begun last is complete. It is sent together with others.</summary>
    internal void Queue()
    {
        if (_begun == None)
        {
            throw new InvalidOperationException("No call was begun.");
        }

        RpcHeader.Seal(_calls[_begun].Request);
        Enqueue(_begun);
        _begun = None;
    }

    /// <summary>The reply received last asked to come back later (NFS3ERR_JUKEBOX): its call is sent again with a new id after a back-off that
    /// grows. Only before the connection is used again.</summary>
    /// <returns>False if its time is over; the caller takes the reply for an error.</returns>
    internal bool RetryLater()
    {
        long now = Stopwatch.GetTimestamp();
        if (_answered == None || now - _calls[_answered].FirstSentAt >= _budget)
        {
            return false;
        }

        RpcCall call = _calls[_answered];
        Renew(call, _answered);
        RpcHeader.SetXid(call.Request, call.Xid);
        call.State = RpcCallState.Waiting;
        call.DueAt = now + Growing(s_firstPostponement, call.Postponements++, s_longestPostponement);
        _checkAt = Math.Min(_checkAt, call.DueAt);
        _answered = None;
        Outstanding++;
        _counters.JukeboxRetries++;
        return true;
    }

    public void Dispose()
    {
        _socket?.Dispose();
        _socket = null;
        _statistics.Close(_counters);
    }

    private static long TicksOf(TimeSpan time) => (long)(time.TotalSeconds * Stopwatch.Frequency);

    /// <summary>A time that doubles with each step up to a limit.</summary>
    private static long Growing(long first, int step, long longest) => Math.Min(first << Math.Min(step, 16), longest);

    /// <summary>Gives a call a new transaction id.</summary>
    private void Renew(RpcCall call, int slot)
    {
        call.Xid = (_generation++ << SlotBits) | (uint)slot;
        call.WasSent = false;
        call.Silences = 0;
        call.Cuts = 0;
    }

    private int TakeSlot()
    {
        if (_freeCount == 0 && _created == MaxCalls)
        {
            ReleaseAnswered();
        }

        if (_freeCount > 0)
        {
            return _free[--_freeCount];
        }

        if (_created == MaxCalls)
        {
            throw new InvalidOperationException($"More than {MaxCalls} calls are outstanding on one connection.");
        }

        _calls[_created] = new RpcCall();
        return _created++;
    }

    private void ReleaseAnswered()
    {
        if (_answered != None)
        {
            Release(_answered);
            _answered = None;
        }
    }

    private void Release(int slot)
    {
        _calls[slot].State = RpcCallState.Free;
        _free[_freeCount++] = slot;
        if (slot == _begun)
        {
            _begun = None;
        }
    }
}
