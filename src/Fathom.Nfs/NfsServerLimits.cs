namespace Fathom.Nfs;

/// <summary>What a server says of the sizes and features of an export.</summary>
/// <remarks>RFC 1813, section 3.3.19 (FSINFO).</remarks>
public sealed record NfsServerLimits
{
    /// <summary>No call reads or writes more bytes, whatever a server offers.</summary>
    public const int MaxTransfer = 4 * 1024 * 1024;

    /// <summary>Most bytes of one READ.</summary>
    public int ReadMax { get; init; } = 64 * 1024;

    /// <summary>Bytes of a READ that the server likes best.</summary>
    public int ReadPreferred { get; init; } = 64 * 1024;

    /// <summary>Most bytes of one WRITE.</summary>
    public int WriteMax { get; init; } = 64 * 1024;

    /// <summary>Bytes of a WRITE that the server likes best.</summary>
    public int WritePreferred { get; init; } = 64 * 1024;

    /// <summary>Bytes of a READDIR that the server likes best; a hint.</summary>
    public int ListingPreferred { get; init; } = 64 * 1024;

    /// <summary>Largest file, bytes.</summary>
    public long MaxFileSize { get; init; } = long.MaxValue;

    /// <summary>Smallest difference between two times of a node.</summary>
    public TimeSpan TimeStep { get; init; }

    /// <summary>There are hard links.</summary>
    public bool HasHardLinks { get; init; }

    /// <summary>There are symbolic links.</summary>
    public bool HasSymlinks { get; init; }

    /// <summary>Every node of the export has the same limits of names and links.</summary>
    public bool IsHomogeneous { get; init; }

    /// <summary>SETATTR can set times.</summary>
    public bool CanSetTimes { get; init; }
}
