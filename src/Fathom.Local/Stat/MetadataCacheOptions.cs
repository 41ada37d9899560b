namespace Fathom.Local;

/// <summary>How large a <see cref="MetadataCache"/> is and what it keeps.</summary>
public sealed record MetadataCacheOptions
{
    /// <summary>The defaults.</summary>
    public static MetadataCacheOptions Default { get; } = new();

    /// <summary>Entries that are kept at most. Range 1 to 2^30. Default 65,536, about 20 MB.</summary>
    public int Capacity
    {
        get;
        init => field = InRange(value, 1 << 30, nameof(Capacity));
    }
        = 65_536;

    /// <summary>Parts with a lock each; no more are made than there are entries. Range 1 to 4,096. Default 16.</summary>
    public int Shards
    {
        get;
        init => field = InRange(value, 4096, nameof(Shards));
    }
        = 16;

    /// <summary>Attributes that are fetched. Default: all.</summary>
    public StatMask Mask { get; init; } = NodeAttributes.All;

    /// <summary>A symbolic link stands for what it leads to.</summary>
    public bool FollowLinks { get; init; }

    private static int InRange(int value, int max, string name) =>
        value >= 1 && value <= max ? value : throw new ArgumentOutOfRangeException(name, value, $"1 to {max}");
}
