namespace Fathom.Index;

/// <summary>What a check found about an index.</summary>
public sealed record IndexCheckReport
{
    /// <summary>The catalog first, then the parts, then what concerns several files.</summary>
    public IReadOnlyList<IndexCheckItem> Items { get; init; } = [];

    /// <summary>Files that no catalog names: left by a scan that was killed. Harmless, and removed by the next run that resumes.</summary>
    public IReadOnlyList<string> Strays { get; init; } = [];

    /// <summary>Nothing is wrong.</summary>
    public bool IsSound => Items.All(static item => item.Problem.Length == 0);

    /// <summary>The scan has ended.</summary>
    public bool IsFinished { get; init; }

    /// <summary>Rows in all parts that can be read.</summary>
    public long ReadableRows => Items.Sum(static item => item.Rows);
}
