using System.Globalization;

namespace Fathom.Cli;

/// <content>How files are written.</content>
internal sealed partial class TransferOptionSet
{
    private static void AddWriting(TransferOptionTable table)
    {
        table
            .Switch("--inplace", "--no-inplace", "write into the file that is there, with no copy beside it", static (s, on) => s.Options = s.Options with { InPlace = on })
            .Switch("--partial", "--no-partial", "keep what came of a file whose copy is broken off", static (s, on) => s.Options = s.Options with { Partial = on })
            .Value("--partial-dir", "DIR", "keep it in DIR, beside the file; implies --partial", static (s, path) => SetPartialDirectory(s, path))
            .Switch("--delay-updates", "--no-delay-updates", "give all files their names at the end", static (s, on) => s.Options = s.Options with { DelayUpdates = on })
            .Switch("--sparse -S", "--no-sparse --no-S", "runs of zeros become holes", static (s, on) => s.Options = s.Options with { Sparse = on })
            .Flag("--preallocate", "take the room of each file before writing it", static s => s.Options = s.Options with { Preallocate = true })
            .Flag("--fsync", "wait until each file is on the disk", static s => s.Options = s.Options with { Sync = true })
            .Flag("--verify", "read each copy again and compare it with its source", static s => s.Options = s.Options with { Verify = true })
            .Value("--bwlimit", "RATE", "copy at most RATE a second, in KiB or as 1.5m; 0 for no limit", static (s, text) =>
                s.Options = s.Options with { BytesPerSecond = TransferSize.ParseRate(text) })
            .Flag("--no-bwlimit", null, static s => s.Options = s.Options with { BytesPerSecond = 0 })
            .Value("--timeout", "SECONDS", "how long a server may not answer before it is asked again; 0 for the default", static (s, text) => SetTimeout(s, text))
            .Flag("--no-timeout", null, static s => s.Timeout = null)
            .Close("How files are written");
    }

    private static void AddBackups(TransferOptionTable table)
    {
        table
            .Switch("--backup -b", "--no-backup --no-b", "keep files that are replaced or removed", static (s, on) => s.Options = s.Options with { Backup = on })
            .Value("--backup-dir", "DIR", "keep them below DIR, absolute or relative to DST; implies -b", static (s, path) =>
                s.Options = s.Options with { Backup = true, BackupDirectory = PathText.ToBytes(path) })
            .Value("--suffix", "SUFFIX", "what their names end in: ~ by default, nothing with --backup-dir", static (s, text) => SetSuffix(s, text))
            .Close("Backups");
    }

    private static void SetSuffix(TransferSettings settings, string text)
    {
        if (text.Contains('/', StringComparison.Ordinal))
        {
            throw new UsageException($"--suffix {NameEscaper.Quote(text)} has a slash: use --backup-dir for a directory");
        }

        settings.Options = settings.Options with { BackupSuffix = PathText.ToBytes(text) };
    }

    private static void SetPartialDirectory(TransferSettings settings, string path)
    {
        byte[] directory = PathText.ToBytes(path.TrimEnd('/'));
        bool isOff = directory.Length == 0 || directory is [(byte)'.'];
        settings.Options = settings.Options with { Partial = true, PartialDirectory = isOff ? null : directory };
    }

    private static void SetTimeout(TransferSettings settings, string text)
    {
        int seconds = ReadInteger("--timeout", text);
        if (seconds < 0)
        {
            throw new UsageException(string.Create(CultureInfo.InvariantCulture, $"--timeout argument '{seconds}' is out of range: at least 0"));
        }

        settings.Timeout = seconds == 0 ? null : TimeSpan.FromSeconds(seconds);
    }
}
