namespace Fathom.Cli;

/// <summary>What this binary is. The build writes the other half, with constants, so that no attribute is read at start-up.</summary>
internal static partial class BuildInfo
{
    /// <summary>The line that <c>--version</c> prints.</summary>
    internal static string VersionLine =>
        Commit.Length == 0
            ? $"fathom {Version} ({Framework})\n"
            : $"fathom {Version} ({Framework}, commit {Commit.AsSpan(0, Math.Min(Commit.Length, 12))})\n";
}
