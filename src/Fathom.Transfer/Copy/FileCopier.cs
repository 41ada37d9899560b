namespace Fathom.Transfer;

/// <summary>Copies files so that a name always stands for a whole file: the old one, or the new one. One a run; thread-safe.</summary>
internal sealed class FileCopier
{
    private readonly CopyTools _tools;
    private readonly DelayedCopies _delayed;
    private readonly BackupKeeper? _backups;

    /// <param name="root">Of the target, held by the caller.</param>
    /// <param name="tools">What all copies share.</param>
    /// <param name="backups">Root of the tree that backups are kept in, held by the caller; null for that of the target.</param>
    internal FileCopier(IWritableNode root, CopyTools tools, IWritableNode? backups = null)
    {
        _tools = tools;
        _delayed = new DelayedCopies(root, tools.Options);
        _backups = tools.Options.Backup ? new BackupKeeper(root, backups ?? root, tools) : null;
    }

    /// <summary>Bytes copied so far.</summary>
    internal CopyProgress Progress => _tools.Progress;

    /// <summary>Gives attributes to what is no copy.</summary>
    internal AttributeSetter Attributes => _tools.Attributes;

    /// <summary>Keeps what would be replaced or removed; null without <see cref="TransferOptions.Backup"/>.</summary>
    internal BackupKeeper? Backups => _backups;

    /// <summary>Copies one file with its attributes and gives it its name.</summary>
    /// <param name="result">What was done, also if that failed.</param>
    /// <returns>Why it was not: the old file is there then, and nothing beside it but what <see cref="CopyResult.KeptPartial"/> tells of.
    /// EINTR where it was told to stop. EISDIR if a directory has the name.</returns>
    internal Errno Copy(in CopyRequest request, out CopyResult result)
    {
        using FileCopy copy = new(_tools, _delayed, _backups, in request);
        Errno errno = copy.Run();
        result = copy.Result;
        return errno;
    }

    /// <summary>Gives all copies that were delayed their names. After this, copies can be made again.</summary>
    /// <param name="failed">Told of each that could not get its name, and why; it stays where it is.</param>
    internal void Finish(Action<ReadOnlyMemory<byte>, CopyResult, Errno> failed) => _delayed.Finish(_backups, failed);

    /// <summary>Removes all copies that were delayed.</summary>
    internal void Discard() => _delayed.Discard();
}
