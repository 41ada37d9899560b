namespace Fathom.Cli;

/// <summary>How tables look.</summary>
internal sealed record ResultStyle
{
    /// <summary>Sizes in the unit that fits, names quoted and lines cut where a person reads them.</summary>
    internal static ResultStyle Default => new()
    {
        IsTerminal = Terminal.StandardOutput.IsTerminal,
        Width = Terminal.StandardOutput.IsTerminal ? Terminal.StandardOutput.Width : int.MaxValue,
    };

    /// <summary>How columns of <see cref="ResultKind.Size"/> are printed.</summary>
    internal SizeFormat Sizes { get; init; } = SizeFormat.Human;

    /// <summary>Names are quoted as ls does it.</summary>
    internal bool IsTerminal { get; init; }

    /// <summary>Columns that a line may take; the widest texts are cut to fit.</summary>
    internal int Width { get; init; } = int.MaxValue;
}
