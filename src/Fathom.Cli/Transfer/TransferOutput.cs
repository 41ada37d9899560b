namespace Fathom.Cli;

/// <summary>What a transfer prints.</summary>
internal sealed record TransferOutput
{
    /// <summary>Changes are told a line each (<c>-i</c>): 2 and more also tells what stays as it is.</summary>
    internal int Itemizes { get; init; }

    /// <summary>How often <c>-v</c> was given.</summary>
    internal int Verbosity { get; init; }

    /// <summary>Names are told (<c>--info=name</c>): 2 also those that are up to date. Null for what <see cref="Verbosity"/> says.</summary>
    internal int? Names { get; init; }

    /// <summary>Nothing but errors is told (<c>-q</c>).</summary>
    internal bool IsQuiet { get; init; }

    /// <summary>What a line is made of (<c>--out-format</c>); null for the default.</summary>
    internal LineTemplate? Format { get; init; }

    /// <summary>Bytes above 127 are printed as they are (<c>-8</c>).</summary>
    internal bool IsEightBit { get; init; }

    /// <summary>How numbers are printed (<c>-h</c>): 0 digits, 1 with commas, 2 in units of 1000, 3 in units of 1024.</summary>
    internal int HumanLevel { get; init; } = 1;

    /// <summary>Counts are told at the end (<c>--stats</c>).</summary>
    internal bool PrintsStatistics { get; init; }

    /// <summary>Progress is told also where standard error is no terminal (<c>--progress</c>, <c>--info=progress2</c>).</summary>
    internal bool PrintsProgress { get; init; }

    /// <summary>Skipped files are told (<c>--info=skip</c>). Null for what <see cref="Verbosity"/> says.</summary>
    internal bool? Skipped { get; init; }

    /// <summary>Non-regular files that are skipped are told; <c>--info=nonreg0</c> ends that.</summary>
    internal bool TellsNonRegular { get; init; } = true;

    /// <summary>Deletions are told (<c>--info=del</c>). Null for what <see cref="Verbosity"/> says.</summary>
    internal bool? Deletions { get; init; }

    /// <summary>One JSON object a line instead of text.</summary>
    internal bool IsJson { get; init; }

    /// <summary>How much is told of names: 0 nothing, 1 what changes, 2 also what is up to date.</summary>
    internal int NameLevel => Names ?? Math.Min(Verbosity, 2);

    /// <summary>What is left out is told, with the reason.</summary>
    internal bool TellsSkipped => Skipped ?? Verbosity > 1;

    /// <summary>Removals are told also where no other names are.</summary>
    internal bool TellsDeletions => Deletions ?? Verbosity > 0;

    /// <summary>What a line is made of; null where there are none.</summary>
    internal LineTemplate? Template => IsQuiet ? null : Format ?? (Itemizes > 0 ? LineTemplate.Itemized : NameLevel > 0 ? LineTemplate.Names : null);

    /// <summary>Lines have the itemised columns.</summary>
    internal bool HasColumns => Template is { } template && template.Has('i');

    /// <summary>Also what stays as it is has a line.</summary>
    internal bool TellsUnchanged => HasColumns ? Itemizes > 1 || NameLevel > 1 : !IsQuiet && Itemizes == 0 && NameLevel > 1;
}
