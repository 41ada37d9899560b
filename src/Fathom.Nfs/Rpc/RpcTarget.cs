using System.Net;

namespace Fathom.Nfs;

/// <summary>One server program at one or more addresses; connection i starts with address i % count.</summary>
internal sealed record RpcTarget
{
    /// <summary>Name or address as the user gave it, for messages.</summary>
    internal required string Host { get; init; }

    /// <summary>Where the program listens; at least one.</summary>
    internal required IReadOnlyList<IPEndPoint> Addresses { get; init; }

    /// <summary>What listens there, for messages.</summary>
    internal string Service { get; init; } = "NFS server";

    /// <summary><c>host:port</c> for messages, with brackets around an IPv6 address.</summary>
    internal string NameOf(IPEndPoint address) =>
        Host.Contains(':', StringComparison.Ordinal) && !Host.StartsWith('[') ? $"[{Host}]:{address.Port}" : $"{Host}:{address.Port}";
}
