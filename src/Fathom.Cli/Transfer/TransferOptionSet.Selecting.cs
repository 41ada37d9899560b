using Fathom.Transfer;

namespace Fathom.Cli;

/// <content>What is transferred.</content>
internal sealed partial class TransferOptionSet
{
    private static void AddSelection(TransferOptionTable table)
    {
        table
            .Flag("--archive -a", "the same as -rlptgoD", SetArchive)
            .Switch("--recursive -r", "--no-recursive --no-r", "go into directories", static (s, on) => s.Recursion = on)
            .Switch("--dirs -d", "--no-dirs --no-d", "transfer directories without what they hold", static (s, on) => s.Directories = on)
            .Switch("--one-file-system -x", "--no-one-file-system --no-x", "stay on the file system of SRC; twice, leave out mount points themselves", static (s, on) =>
                s.Options = s.Options with { OneFileSystem = on ? Math.Min(s.Options.OneFileSystem + 1, 2) : 0 })
            .Flag("--existing --ignore-non-existing", "make nothing that DST does not have", static s => s.Options = s.Options with { Existing = true })
            .Flag("--ignore-existing", "change nothing that DST has", static s => s.Options = s.Options with { IgnoreExisting = true })
            .Flag("--update -u", "leave files that are newer in DST", static s => s.Options = s.Options with { Update = true })
            .Value("--max-size", "SIZE", "leave out files above SIZE, as 1.5m or 10MB-1", static (s, text) =>
                s.Options = s.Options with { MaxSize = TransferSize.Parse("--max-size", text, 'b') })
            .Value("--min-size", "SIZE", "leave out files below SIZE", static (s, text) =>
                s.Options = s.Options with { MinSize = TransferSize.Parse("--min-size", text, 'b') })
            .Value("--files-from", "FILE", "transfer only what FILE names; - is standard input", static (s, file) => s.FilesFrom = file)
            .Flag("--remove-source-files", "remove files from SRC once they are in DST", static s => s.Options = s.Options with { RemoveSourceFiles = true })
            .Close("What is transferred");
    }

    private static void AddFilters(TransferOptionTable table)
    {
        table
            .Value("--filter -f", "RULE", "add a filter rule", static (s, rule) => AddFilter(s, FilterKind.Rule, rule))
            .Value("--exclude", "PATTERN", "leave out what matches", static (s, pattern) => AddFilter(s, FilterKind.Exclude, pattern))
            .Value("--include", "PATTERN", "do not leave out what matches", static (s, pattern) => AddFilter(s, FilterKind.Include, pattern))
            .Value("--exclude-from", "FILE", "read patterns of --exclude from FILE", static (s, file) => AddFilterFile(s, FilterKind.ExcludeFrom, file))
            .Value("--include-from", "FILE", "read patterns of --include from FILE", static (s, file) => AddFilterFile(s, FilterKind.IncludeFrom, file))
            .Flag("-F", "read rules from .rsync-filter in every directory; twice, leave out these files", static s =>
                s.Filters.Add(new FilterUse(FilterKind.FilterFiles, [])))
            .Flag("--cvs-exclude -C", "leave out what CVS ignores", static s => s.Filters.Add(new FilterUse(FilterKind.CvsExclude, [])))
            .Switch("--from0 -0", "--no-from0", "names and rules in files end with NUL", static (s, on) => s.EndsWithNul = on)
            .Close("Filters (first match wins, in the order of the command line)");
    }

    private static void AddFilter(TransferSettings settings, FilterKind kind, string value) =>
        settings.Filters.Add(new FilterUse(kind, PathText.ToBytes(value)));

    private static void AddFilterFile(TransferSettings settings, FilterKind kind, string file) =>
        settings.Filters.Add(new FilterUse(kind, [], file));

    private static void SetArchive(TransferSettings settings)
    {
        settings.IsArchive = true;
        settings.Recursion = settings.Recursion is true ? true : null;
        settings.Options = settings.Options with
        {
            Links = true,
            Permissions = true,
            Times = true,
            Group = true,
            Owner = true,
            Devices = true,
            Specials = true,
        };
    }

    private static void AddComparison(TransferOptionTable table)
    {
        table
            .Switch("--checksum -c", "--no-checksum --no-c", "compare content, not times", static (s, on) => s.Options = s.Options with { Checksum = on })
            .Flag("--ignore-times -I", "copy also what has the same size and time", static s => s.Options = s.Options with { IgnoreTimes = true })
            .Flag("--size-only", "files of the same size are the same", static s => s.Options = s.Options with { SizeOnly = true })
            .Value("--modify-window -@", "SECONDS", "times may differ by so much; -1 compares nanoseconds", static (s, text) =>
                s.Options = s.Options with { ModifyWindow = (int)Math.Max(-1, ReadInteger("--modify-window", text)) })
            .Value("--compare-dest", "DIR", "leave out what DIR, relative to DST, has already; may be repeated", static (s, path) => AddBasis(s, BasisKind.Compare, path))
            .Value("--copy-dest", "DIR", "copy such files from DIR", static (s, path) => AddBasis(s, BasisKind.Copy, path))
            .Value("--link-dest", "DIR", "make hard links to such files in DIR", static (s, path) => AddBasis(s, BasisKind.Link, path))
            .Close("How files are compared");
    }

    private static void AddDeletion(TransferOptionTable table)
    {
        table
            .Flag("--delete", "remove from DST what SRC does not have", static s => s.Deletes = true)
            .Flag("--delete-before", "remove before anything is copied", static s => s.DeleteTimes.Add(DeleteTime.Before))
            .Flag("--delete-during --del", "remove while copying; what --delete alone means", static s => s.DeleteTimes.Add(DeleteTime.During))
            .Flag("--delete-delay", "find while copying, remove afterwards", static s => s.DeleteTimes.Add(DeleteTime.Delay))
            .Flag("--delete-after", "find and remove after everything is copied", static s => s.DeleteTimes.Add(DeleteTime.After))
            .Flag("--delete-excluded", "also remove what filters leave out", static s =>
            {
                s.Deletes = true;
                s.Options = s.Options with { DeleteExcluded = true };
            })
            .Value("--max-delete", "N", "remove at most N names", static (s, text) =>
                s.Options = s.Options with { MaxDelete = Math.Max(0, ReadInteger("--max-delete", text)) })
            .Switch("--force", "--no-force", "remove directories that are in the way, also with what they hold", static (s, on) =>
                s.Options = s.Options with { Force = on })
            .Switch("--ignore-errors", "--no-ignore-errors", "remove also after errors of reading SRC", static (s, on) =>
                s.Options = s.Options with { IgnoreErrors = on })
            .Close("What is removed");
    }

    private static void AddBasis(TransferSettings settings, BasisKind kind, string path)
    {
        BasisKind other = settings.Options.Basis;
        if (other != BasisKind.None && other != kind)
        {
            throw new UsageException($"{NameOf(kind)} cannot be used with {NameOf(other)}: give directories of one kind");
        }

        settings.Options = settings.Options with { Basis = kind };
        settings.BasisDirectories.Add(PathText.ToBytes(path));
    }

    private static string NameOf(BasisKind kind) => kind switch
    {
        BasisKind.Compare => "--compare-dest",
        BasisKind.Copy => "--copy-dest",
        _ => "--link-dest",
    };

    private static int ReadInteger(string option, string text) =>
        int.TryParse(text, System.Globalization.NumberStyles.AllowLeadingSign, System.Globalization.CultureInfo.InvariantCulture, out int number)
            ? number
            : throw new UsageException($"invalid {option} argument {NameEscaper.Quote(text)}: give a whole number");
}
