namespace Fathom.Cli;

/// <summary>How files are copied.</summary>
internal sealed record CopyOptions
{
    /// <summary>What has the name at the target is replaced; otherwise it stays, and is no error.</summary>
    internal bool Replaces { get; init; } = true;

    /// <summary>Each file is on the disk before it gets its name.</summary>
    internal bool Syncs { get; init; }

    /// <summary>The target takes pieces of a file in any order, as a disk does; a vault would fill each gap.</summary>
    internal bool WritesInAnyOrder { get; init; }

    /// <summary>Files that are copied at once.</summary>
    internal int Workers { get; init; } = Math.Clamp(Environment.ProcessorCount, 2, 8);
}
