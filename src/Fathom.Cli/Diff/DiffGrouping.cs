namespace Fathom.Cli;

/// <summary>What the lines of <c>fathom diff</c> are about.</summary>
internal enum DiffGrouping
{
    /// <summary>Growth of directories.</summary>
    Directory,

    /// <summary>Growth by owner.</summary>
    Owner,

    /// <summary>Growth by extension.</summary>
    Extension,

    /// <summary>Each entry that differs.</summary>
    Entry,
}
