namespace Fathom.Nfs;

/// <summary>Attributes to set; what is null stays as it is, or as the server chooses for a new node.</summary>
/// <remarks>RFC 1813, section 2.6 (sattr3).</remarks>
public sealed record NfsAttributeChange
{
    /// <summary>Sets a time to the server's clock: the greatest value of <see cref="Atime"/> and <see cref="Mtime"/>.</summary>
    public const long Now = long.MaxValue;

    /// <summary>Changes nothing.</summary>
    public static NfsAttributeChange None { get; } = new();

    /// <summary>Permission bits, 0 to 07777.</summary>
    public uint? Mode { get; init; }

    /// <summary>Owner.</summary>
    public uint? Uid { get; init; }

    /// <summary>Group.</summary>
    public uint? Gid { get; init; }

    /// <summary>Size, bytes: cuts the file, or adds zeros. Not negative.</summary>
    public long? Size { get; init => field = value is null or >= 0 ? value : throw new ArgumentOutOfRangeException(nameof(value), value, "not negative"); }

    /// <summary>Last access, ns since 1970, or <see cref="Now"/>. The protocol has the years 1970 to 2106.</summary>
    public long? Atime { get; init => field = Time(value); }

    /// <summary>Last change of content, ns since 1970, or <see cref="Now"/>. The protocol has the years 1970 to 2106.</summary>
    public long? Mtime { get; init => field = Time(value); }

    private static long? Time(long? value) =>
        value is null or Now or (>= 0 and < (uint.MaxValue + 1L) * 1_000_000_000)
            ? value
            : throw new ArgumentOutOfRangeException(nameof(value), value, "a time from 1970 to 2106");
}
