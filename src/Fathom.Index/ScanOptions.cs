namespace Fathom.Index;

/// <summary>What a scan walks and keeps.</summary>
public sealed record ScanOptions
{
    /// <summary>The defaults.</summary>
    public static ScanOptions Default { get; } = new();

    /// <summary>How the roots are walked. Links are not followed: <see cref="WalkOptions.FollowLinks"/> is refused.</summary>
    public WalkOptions Walk { get; init; } = WalkOptions.Default;

    /// <summary>Keeps the entries of directories, and of files with several links, whose rollup needs them; no others. Rollups count
    /// everything all the same.</summary>
    public bool DirectoriesOnly { get; init; }

    /// <summary>Keeps no access times.</summary>
    public bool WithoutAtimes { get; init; }

    /// <summary>Writes Parquet's first page format, for readers that know no other.</summary>
    public bool ParquetV1 { get; init; }

    /// <summary>Threads that write parts. Range 1 to 16.</summary>
    public int Writers
    {
        get;
        init
        {
            ArgumentOutOfRangeException.ThrowIfNegativeOrZero(value);
            ArgumentOutOfRangeException.ThrowIfGreaterThan(value, 16);
            field = value;
        }
    }

    = Math.Clamp(Environment.ProcessorCount, 1, 2);

    /// <summary>Entries of one part, about. At least 1.</summary>
    public long RowsPerPart
    {
        get;
        init
        {
            ArgumentOutOfRangeException.ThrowIfNegativeOrZero(value);
            field = value;
        }
    }

    = 250_000;

    /// <summary>Longest time between two commits: what a scan that is killed has to do again.</summary>
    public TimeSpan CommitInterval { get; init; } = TimeSpan.FromSeconds(20);

    /// <summary>What was asked for, in words that a resumed scan must repeat: name and value, for example <c>exclude</c> and the
    /// patterns. Kept in the catalog.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> Recorded { get; init; } = [];

    /// <summary>What the tree of each root is opened from, where that is more than the root's name, such as a URL with its query; raw
    /// bytes, in the order of the roots. Empty where names tell. Kept in the catalog for <see cref="IndexScan.Sources"/>; a resumed scan
    /// may be given others.</summary>
    public IReadOnlyList<byte[]> Sources { get; init; } = [];

    /// <summary>Told of each step on its thread; a test that throws here stops the scan as a kill would.</summary>
    internal Action<ScanStep>? OnStep { get; init; }
}
