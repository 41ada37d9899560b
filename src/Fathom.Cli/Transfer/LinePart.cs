namespace Fathom.Cli;

/// <summary>A part of a <see cref="LineTemplate"/>.</summary>
/// <param name="Directive">The letter behind the percent sign; NUL for literal bytes.</param>
/// <param name="Width">Least columns; negative to fill up on the right.</param>
/// <param name="Quotes">Apostrophes, which make numbers easier to read, as <see cref="TransferOutput.HumanLevel"/>.</param>
/// <param name="Text">Literal bytes.</param>
internal readonly record struct LinePart(char Directive, int Width, int Quotes, byte[] Text)
{
    /// <summary>Literal bytes.</summary>
    internal static LinePart OfText(byte[] text) => new('\0', 0, 0, text);
}
