namespace Fathom.Cli;

/// <summary>How rows are printed.</summary>
internal enum ResultFormat
{
    /// <summary>Aligned columns for a person.</summary>
    Table,

    /// <summary>RFC 4180, with a header.</summary>
    Csv,

    /// <summary>One array of objects.</summary>
    Json,

    /// <summary>An object on each line.</summary>
    JsonLines,
}
