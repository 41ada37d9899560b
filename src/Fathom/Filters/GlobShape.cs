namespace Fathom;

/// <summary>How much of a pattern has to be looked at; the picture is in GlobPattern.cs.</summary>
internal enum GlobShape : byte
{
    General,
    Literal,
    Prefix,
    Suffix,
    Infix,
}
