namespace Fathom;

/// <summary>Attributes to set; what is null stays as it is.</summary>
public readonly record struct NodeChange
{
    /// <summary>Sets a time to the clock of whoever keeps the tree, which may be allowed where a given time is not: the greatest
    /// value of <see cref="Atime"/> and <see cref="Mtime"/>.</summary>
    public const long Now = long.MaxValue;

    /// <summary>Permission bits, 0 to 07777; others are left out.</summary>
    public uint? Mode { get; init; }

    /// <summary>Owner.</summary>
    public uint? Uid { get; init; }

    /// <summary>Group.</summary>
    public uint? Gid { get; init; }

    /// <summary>Size, bytes: cuts a file, or adds zeros. Not negative.</summary>
    public long? Size { get; init => field = value is null or >= 0 ? value : throw new ArgumentOutOfRangeException(nameof(value), value, "not negative"); }

    /// <summary>Last access, ns since 1970-01-01 UTC, negative before, or <see cref="Now"/>.</summary>
    public long? Atime { get; init; }

    /// <summary>Last change of content, ns since 1970-01-01 UTC, negative before, or <see cref="Now"/>.</summary>
    public long? Mtime { get; init; }
}
