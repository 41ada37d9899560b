namespace Fathom.Index;

/// <summary>What of two indexes is compared.</summary>
public sealed record ComparisonOptions
{
    /// <summary>Everything.</summary>
    public static ComparisonOptions Default { get; } = new();

    /// <summary>The directory of the old index that is compared, relative to its root; raw bytes. Empty for its roots.</summary>
    public byte[] OldBelow { get; init; } = [];

    /// <summary>The same of the new index.</summary>
    public byte[] NewBelow { get; init; } = [];

    /// <summary>Threads and memory.</summary>
    public SessionOptions Session { get; init; } = SessionOptions.Default;
}
