namespace Fathom.Tests.Nfs.Server;

/// <summary>What a <see cref="FakeNfsServer"/> does with a call instead of, or beside, answering it well. Parts combine.</summary>
internal sealed record FakeAnswer
{
    /// <summary>Answers as a correct server does.</summary>
    internal static FakeAnswer Correct { get; } = new();

    /// <summary>Never answers.</summary>
    internal static FakeAnswer None { get; } = new() { Times = 0 };

    /// <summary>Runs before anything else, on the thread of the connection: to wait, or to change the tree (<see cref="FakeNfsServer.Change"/>).</summary>
    internal Action<FakeCall>? Before { get; init; }

    /// <summary>The status of the procedure (nfsstat3 or mountstat3), without results.</summary>
    internal uint? Status { get; init; }

    /// <summary>Changes a page of a listing before it is sent.</summary>
    internal Action<FakePage>? Page { get; init; }

    /// <summary>Replaces the results of the procedure.</summary>
    internal byte[]? Body { get; init; }

    /// <summary>Changes the results of the procedure.</summary>
    internal Func<byte[], byte[]>? Edit { get; init; }

    /// <summary>Bytes put on the wire instead of a record: no mark, no header.</summary>
    internal byte[]? Raw { get; init; }

    /// <summary>The RPC layer's accept_stat; for PROG_MISMATCH the versions follow.</summary>
    internal uint? AcceptStatus { get; init; }

    /// <summary>Versions that a PROG_MISMATCH names.</summary>
    internal (uint Low, uint High) Versions { get; init; }

    /// <summary>The call is denied with this auth_stat.</summary>
    internal uint? AuthStatus { get; init; }

    /// <summary>How many times the reply is sent.</summary>
    internal int Times { get; init; } = 1;

    /// <summary>A reply to a call that nobody made goes before.</summary>
    internal bool UnknownXidFirst { get; init; }

    /// <summary>Replies on the same connection that go before; sent anyway when no call has come for a while.</summary>
    internal int After { get; init; }

    /// <summary>Earliest time of the reply, from the call; other calls are answered meanwhile.</summary>
    internal TimeSpan Delay { get; init; }

    /// <summary>Closes the connection after so many bytes of the reply, its record mark included; 0 before it.</summary>
    internal int? CutAfter { get; init; }

    /// <summary>Bytes of a record fragment; 0 for one fragment.</summary>
    internal int FragmentSize { get; init; }

    /// <summary>Bytes written to the socket at once; 0 for all.</summary>
    internal int SegmentSize { get; init; }
}
