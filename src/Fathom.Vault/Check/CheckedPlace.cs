namespace Fathom.Vault;

/// <summary>A directory while its content is listed.</summary>
internal sealed class CheckedPlace
{
    private readonly CheckRun _run;

    internal CheckedPlace(CheckRun run, CheckedDirectory directory, IContentNode content)
    {
        _run = run;
        Directory = directory;
        Lookup = new LookupPlace(run.Tree, directory.Id, content);
        StoredPath = directory.StoredPath(run.Tree.Siv);
    }

    internal CheckedDirectory Directory { get; }

    internal LookupPlace Lookup { get; }

    internal IContentNode Content => Lookup.Content;

    /// <summary>Of the content directory, relative to the vault.</summary>
    internal byte[] StoredPath { get; }

    /// <summary>Tells of something in this directory.</summary>
    /// <param name="storedName">Relative to the content directory; empty for itself.</param>
    /// <param name="name">Cleartext; empty for the directory, null where it is not known.</param>
    internal void Add(
        VaultFindingKind kind, VaultFindingSeverity severity, ReadOnlySpan<byte> storedName, byte[]? name, string detail, PlannedRepair? repair = null) =>
        _run.Add(
            new VaultFinding
            {
                Kind = kind,
                Severity = severity,
                StoredPath = storedName.IsEmpty ? StoredPath : [.. StoredPath, (byte)'/', .. storedName],
                ClearPath = name is null ? default : Directory.ClearPath(name),
                Detail = detail,
                Repair = repair?.Text ?? string.Empty,
            },
            repair?.Run);

    /// <summary>Tells of something that the disk, the server or permissions keep from being read.</summary>
    internal void AddUnreadable(ReadOnlySpan<byte> storedName, byte[]? name, Errno errno)
    {
        _run.IsIncomplete = true;
        Add(VaultFindingKind.Unreadable, VaultFindingSeverity.Error, storedName, name, $"it cannot be read: {errno.Describe()}");
    }
}
