namespace Fathom.Index;

/// <summary>Which rows a report from an index has.</summary>
public sealed record UsageOptions
{
    /// <summary>Levels below the place down to which directories get rows; 0 keeps its total alone.</summary>
    public int Depth
    {
        get;
        init => field = value >= 0 ? value : throw new ArgumentOutOfRangeException(nameof(Depth), value, "0 or more");
    }

    = int.MaxValue;

    /// <summary>Entries that are no directories get rows too.</summary>
    public bool KeepEntries { get; init; }
}
