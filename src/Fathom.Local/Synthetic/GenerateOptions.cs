namespace Fathom.Local;

/// <summary>What <see cref="TreeGenerator"/> makes.</summary>
public sealed record GenerateOptions
{
    /// <summary>Form of the tree.</summary>
    public TreeShape Shape
    {
        get;
        init => field = Enum.IsDefined(value) ? value : throw new ArgumentOutOfRangeException(nameof(Shape), value, "not a shape");
    }

    /// <summary>Entries below the root, exactly; the root itself does not count. Range 0 to 10^10. Default 10,000.</summary>
    public long Entries
    {
        get;
        init => field = InRange(value, 10_000_000_000, nameof(Entries));
    }
        = 10_000;

    /// <summary>The same seed, shape and number of entries give the same names, kinds, sizes, contents and times.</summary>
    public ulong Seed { get; init; } = 1;

    /// <summary>Levels of <see cref="TreeShape.Deep"/>; at most <see cref="Entries"/> are made. 0 means a third of the
    /// entries, so that each directory holds two files. Other shapes ignore it.</summary>
    public long Levels
    {
        get;
        init => field = InRange(value, 10_000_000_000, nameof(Levels));
    }

    /// <summary>Makes some directories of <see cref="TreeShape.Odd"/> unreadable (mode 0). Only root can list, or
    /// remove, such a tree as it stands.</summary>
    public bool UnreadableDirectories { get; init; }

    /// <summary>Threads; 0 means the processor count, at least 2. Range 0 to 1024. Does not change the tree.</summary>
    public int Workers
    {
        get;
        init => field = (int)InRange(value, 1024, nameof(Workers));
    }

    private static long InRange(long value, long max, string name) =>
        value >= 0 && value <= max ? value : throw new ArgumentOutOfRangeException(name, value, $"0 to {max}");
}
