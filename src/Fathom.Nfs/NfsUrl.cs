namespace Fathom.Nfs;

/// <summary>A place on a server: <c>nfs://host[:port]/export[/sub][?nfsport=&amp;mountport=&amp;uid=&amp;gid=&amp;gids=&amp;version=3]</c>.</summary>
public sealed record NfsUrl
{
    /// <summary>What every such URL begins with.</summary>
    public const string Scheme = "nfs://";

    /// <summary>Name or address of the server.</summary>
    public required string Host { get; init; }

    /// <summary>Port of the NFS service; 0 to ask the portmapper, and to take 2049 where there is none.</summary>
    public int NfsPort { get; init; }

    /// <summary>Port of the MOUNT service; 0 to ask the portmapper.</summary>
    public int MountPort { get; init; }

    /// <summary>Path of the export, or of a directory below it; raw bytes, beginning with '/'.</summary>
    public ReadOnlyMemory<byte> Path { get; init; } = "/"u8.ToArray();

    /// <summary>Who the caller is; null for the user of this process.</summary>
    public NfsCredential? Credential { get; init; }

    /// <summary>The URL as typed, raw bytes, without what follows '?' and without slashes at its end.</summary>
    public ReadOnlyMemory<byte> Name { get; init; }
}
