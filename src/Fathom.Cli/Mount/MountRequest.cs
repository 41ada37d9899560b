using Fathom.Fuse;

namespace Fathom.Cli;

/// <summary>What <c>fathom mount</c> was asked for.</summary>
internal sealed record MountRequest
{
    /// <summary>As typed, raw bytes.</summary>
    internal required byte[] Root { get; init; }

    /// <summary>As typed.</summary>
    internal required string MountPoint { get; init; }

    internal required FuseOptions Fuse { get; init; }

    internal required RootOptions Roots { get; init; }

    /// <summary>Stays until the mount ends, in the foreground.</summary>
    internal bool IsForeground { get; init; }
}
