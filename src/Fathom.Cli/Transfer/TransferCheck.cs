using Fathom.Transfer;

namespace Fathom.Cli;

/// <summary>Ends the reading of a command line: what follows from options together, and what they contradict.</summary>
internal static class TransferCheck
{
    private const string DelayedDirectory = ".~tmp~";

    /// <summary>Completes the settings.</summary>
    /// <exception cref="UsageException">Options cannot be combined.</exception>
    internal static TransferSettings Complete(TransferSettings settings)
    {
        bool recurses = settings.Recursion ?? (settings.IsArchive && settings.FilesFrom is null);
        settings.Options = settings.Options with
        {
            Recurse = recurses,
            Directories = settings.Directories ?? settings.FilesFrom is not null,
            Delete = ReadDeleteTime(settings),
            Chmod = string.Join(',', settings.Chmods),
        };
        CheckDeletion(settings.Options);
        settings.Options = CompleteWriting(settings.Options);
        settings.Options = CompleteBackups(settings.Options);
        AddImpliedFilters(settings);
        return settings;
    }

    private static DeleteTime ReadDeleteTime(TransferSettings settings)
    {
        DeleteTime time = DeleteTime.Never;
        foreach (DeleteTime next in settings.DeleteTimes)
        {
            // One of the two that work while copying replaces the other, as in rsync.
            bool replaces = time is DeleteTime.During or DeleteTime.Delay && next is DeleteTime.During or DeleteTime.Delay;
            if (time != DeleteTime.Never && time != next && !replaces)
            {
                throw new UsageException($"{NameOf(time)} and {NameOf(next)} cannot be combined: give one of them");
            }

            time = next;
        }

        return time == DeleteTime.Never && settings.Deletes ? DeleteTime.During : time;
    }

    private static string NameOf(DeleteTime time) => $"--delete-{time.ToString().ToLowerInvariant()}";

    private static void CheckDeletion(TransferOptions options)
    {
        if (options.Delete != DeleteTime.Never && !options.Recurse && !options.Directories)
        {
            throw new UsageException("--delete does not work without --recursive (-r) or --dirs (-d): add one of them, or -a");
        }
    }

    private static TransferOptions CompleteWriting(TransferOptions options)
    {
        if (options.InPlace && (options.PartialDirectory is not null || options.DelayUpdates))
        {
            string other = options.DelayUpdates ? "--delay-updates" : "--partial-dir";
            throw new UsageException($"--inplace cannot be used with {other}: it makes no copy that could be kept elsewhere");
        }

        if (TransferBackups.LeadsOut(options.PartialDirectory))
        {
            throw new UsageException($"--partial-dir {NameEscaper.Quote(PathText.ToText(options.PartialDirectory))} leads elsewhere: give a directory below the directory of each file");
        }

        return options;
    }

    private static TransferOptions CompleteBackups(TransferOptions options)
    {
        byte[]? directory = options.BackupDirectory is null or [] or [(byte)'.'] ? null : options.BackupDirectory;
        if (options.Backup && directory is null && options.BackupSuffix is { Length: 0 } or null && options.BackupDirectory is not null)
        {
            throw new UsageException("--suffix cannot be empty when --backup-dir is DST itself: give a suffix, or another directory");
        }

        if (options.Backup && directory is null && options.BackupSuffix is { Length: 0 })
        {
            throw new UsageException("--suffix cannot be empty without --backup-dir: the backup would have the name of the file");
        }

        // Each backup changes the directory that it is made in, so rsync leaves the times of directories then.
        return options with { BackupDirectory = directory, OmitDirectoryTimes = options.OmitDirectoryTimes || (options.Backup && directory is null) };
    }

    // What backups and partial files are called is neither sent nor removed (rsync(1), --backup and --partial-dir).
    private static void AddImpliedFilters(TransferSettings settings)
    {
        TransferOptions options = settings.Options;

        // Unlike rsync, --delay-updates alone keeps nothing of a copy that was broken off: nobody asked for it, and it is of no use to the next run.
        string? partial = options.PartialDirectory is { } given ? PathText.ToText(given) : options.DelayUpdates ? DelayedDirectory : null;
        if (partial is not null)
        {
            Add(settings, $"-p {partial}/");
        }

        if (options.Backup && options.BackupDirectory is null && options.Delete != DeleteTime.Never && !options.DeleteExcluded)
        {
            Add(settings, $"P *{PathText.ToText(options.BackupSuffix ?? "~"u8)}");
        }
    }

    private static void Add(TransferSettings settings, string rule) =>
        settings.Filters.Add(new FilterUse(FilterKind.Rule, PathText.ToBytes(rule)));
}
