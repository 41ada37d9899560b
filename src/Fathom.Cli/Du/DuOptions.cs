namespace Fathom.Cli;

/// <summary>What a line of du measures.</summary>
internal enum DuMeasure
{
    Allocated,
    Apparent,
    Entries,
}

/// <summary>How du shows what it found.</summary>
internal enum DuStyle
{
    /// <summary>The lines of GNU du.</summary>
    Lines,

    /// <summary>The biggest as a tree with bars.</summary>
    Tree,

    /// <summary>One JSON document.</summary>
    Json,
}

/// <summary>The options of one run of du.</summary>
internal sealed record DuOptions
{
    internal required WalkOptions Walk { get; init; }

    internal RootOptions Roots { get; init; } = new();

    internal bool IsQuiet { get; init; }

    internal ReportOptions Report { get; init; } = new();

    internal bool KeepEntries { get; init; }

    internal int Depth { get; init; }

    internal bool CountLinks { get; init; }

    internal bool PrintsTotal { get; init; }

    internal bool PrintsTimes { get; init; }

    /// <summary>What encryption costs is told for each root, all of which are vaults.</summary>
    internal bool PrintsOverhead { get; init; }

    /// <summary>Negative: lines of at most that much; otherwise of at least that much.</summary>
    internal long Threshold { get; init; }

    internal DuMeasure Measure { get; init; }

    internal required SizeFormat Size { get; init; }

    /// <summary>The user chose how sizes look.</summary>
    internal bool HasSizeFormat { get; init; }

    internal byte Terminator { get; init; }

    internal DuStyle Style { get; init; }

    /// <summary>Entries are counted one by one, whatever the block size; only -h and --si shorten them.</summary>
    internal SizeFormat Number => Measure == DuMeasure.Entries && !Size.IsScaled ? SizeFormat.Bytes : Size;

    internal long Value(in Rollup totals) => Measure switch
    {
        DuMeasure.Entries => totals.Entries,
        DuMeasure.Apparent => totals.Apparent,
        _ => totals.Allocated,
    };

    internal bool IsShown(long value) => Threshold < 0 ? value <= -Threshold : value >= Threshold;
}
