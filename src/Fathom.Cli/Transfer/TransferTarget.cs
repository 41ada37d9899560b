namespace Fathom.Cli;

/// <summary>Where a transfer goes.</summary>
/// <param name="Tree">A directory; null where a plan found none. The caller's.</param>
/// <param name="SourceName">The name that the source gets in it; null if what the source holds goes into it.</param>
/// <param name="IsMade">It was made, or a plan would make it.</param>
internal sealed record TransferTarget(IContentTree? Tree, byte[]? SourceName, bool IsMade)
{
    /// <summary>Where backups go that do not stay in it; null if none do. The caller's.</summary>
    internal TransferBackups? Backups { get; init; }
}
