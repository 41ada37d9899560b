namespace Fathom.Index;

/// <summary>What a <see cref="TopReport"/> looks at.</summary>
public sealed record TopOptions
{
    /// <summary>Rows of one answer. At least 1.</summary>
    public int Count
    {
        get;
        init
        {
            ArgumentOutOfRangeException.ThrowIfNegativeOrZero(value);
            field = value;
        }
    }

    = 20;

    /// <summary>Only what is at this path and below it, as stored or relative to a root; null for everything.</summary>
    public byte[]? Under { get; init; }

    /// <summary>Apparent sizes order the rows, rather than allocated ones.</summary>
    public bool ByApparentSize { get; init; }

    /// <summary>What ages are measured from, ns since 1970.</summary>
    public long Now { get; init; } = (DateTime.UtcNow - DateTime.UnixEpoch).Ticks * 100;
}
