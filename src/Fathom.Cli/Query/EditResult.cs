namespace Fathom.Cli;

/// <summary>What a key did to a line.</summary>
internal enum EditResult
{
    /// <summary>The line goes on.</summary>
    Editing,

    /// <summary>It is complete.</summary>
    Accepted,

    /// <summary>It is thrown away.</summary>
    Cancelled,

    /// <summary>No more lines come.</summary>
    Ended,
}
