using Fathom.Nfs;

namespace Fathom.Tests.Nfs.Server;

/// <summary>One call as it reached a <see cref="FakeNfsServer"/>.</summary>
internal sealed class FakeCall
{
    /// <summary>Null for a procedure that the server does not know.</summary>
    internal RpcProcedure? Procedure { get; init; }

    internal uint Xid { get; init; }

    /// <summary>Program, version and procedure as they came.</summary>
    internal (uint Program, uint Version, uint Number) Called { get; init; }

    /// <summary>Connections of one service are numbered in the order in which they were made, from 0.</summary>
    internal int Connection { get; init; }

    /// <summary>The client's port.</summary>
    internal int SourcePort { get; init; }

    /// <summary>The call had no AUTH_SYS credential.</summary>
    internal bool IsAnonymous { get; set; }

    internal uint Uid { get; set; }

    internal uint Gid { get; set; }

    internal uint[] Groups { get; set; } = [];

    /// <summary>The node whose handle was given; null when the handle is not of this server, or none was given.</summary>
    internal FakeNode? Node { get; set; }

    /// <summary>Path of the node below the export, "" for the export itself; null when there is no node.</summary>
    internal string? Path => Node?.Path;

    /// <summary>The name that was looked up, or the path that was mounted, as Latin-1 text.</summary>
    internal string Name { get; set; } = "";

    /// <summary>Of READDIR and READDIRPLUS.</summary>
    internal ulong Cookie { get; set; }

    /// <summary>Of READDIR and READDIRPLUS.</summary>
    internal ulong Verifier { get; set; }

    /// <summary>Of READDIRPLUS.</summary>
    internal uint DirCount { get; set; }

    /// <summary>Bytes asked for: count of READ and READDIR, maxcount of READDIRPLUS.</summary>
    internal uint Count { get; set; }

    /// <summary>Of READ.</summary>
    internal ulong Offset { get; set; }

    /// <inheritdoc/>
    public override string ToString() => $"{Procedure?.Name ?? Called.ToString()} {Path}{(Name.Length > 0 ? "/" + Name : "")} cookie {Cookie} count {Count}";
}
