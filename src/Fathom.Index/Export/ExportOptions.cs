namespace Fathom.Index;

/// <summary>What of an index is exported.</summary>
public sealed record ExportOptions
{
    /// <summary>Everything.</summary>
    public static ExportOptions Default { get; } = new();

    /// <summary>The directory that is exported, with all below it: relative to its root, raw bytes. Empty for all.</summary>
    public byte[] Below { get; init; } = [];

    /// <summary>Name and version of the program, for formats that say who wrote them.</summary>
    public string Program { get; init; } = "fathom";

    /// <summary>Threads and memory.</summary>
    public SessionOptions Session { get; init; } = SessionOptions.Default;
}
