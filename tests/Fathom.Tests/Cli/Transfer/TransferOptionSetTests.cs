using System.Text;
using Fathom.Cli;
using Fathom.Transfer;
using Xunit;

namespace Fathom.Tests.Cli.Transfer;

public sealed class TransferOptionSetTests
{
    [Fact]
    public void Archive_is_what_rsync_says_it_is() =>
        Assert.Equal(TransferOptions.Archive, TransferArguments.Read("-a").Options);

    [Fact]
    public void Nothing_given_is_nothing_kept() => Assert.Equal(TransferOptions.Default, TransferArguments.Read().Options);

    [Theory]
    [InlineData("-a --no-p", "--no-perms -rlptgoD --no-perms")]
    [InlineData("-a --no-times --no-o --no-g", "-rlpD")]
    [InlineData("-a --no-D", "-rlptgo")]
    [InlineData("-a --no-r", "-lptgoD")]
    [InlineData("--no-r -a", "-a")]
    [InlineData("--no-p -a", "-a")]
    [InlineData("-r -a --no-l", "-rptgoD")]
    [InlineData("-aHAX", "-a -H -A -X")]
    [InlineData("-A", "--acls --perms")]
    [InlineData("-A --no-A", "-p")]
    [InlineData("-a --no-specials", "-rlptgo --devices")]
    [InlineData("-x -x", "-xx")]
    [InlineData("-xxx", "-xx")]
    [InlineData("-xx --no-x -x", "-x")]
    [InlineData("-a --delete", "-a --del")]
    [InlineData("-a --delete", "-a --delete-during")]
    [InlineData("-a --del --delete-delay", "-a --delete-delay")]
    [InlineData("-a --delete-excluded", "-a --delete --delete-excluded")]
    [InlineData("--ignore-non-existing", "--existing")]
    [InlineData("-P", "--partial --progress")]
    [InlineData("--backup-dir=old", "-b --backup-dir old")]
    [InlineData("--max-delete=-1", "--max-delete=0")]
    [InlineData("--modify-window=-1", "-@ -1")]
    [InlineData("-@-7", "-@-1")]
    [InlineData("-W --inc-recursive --no-i-r -s --old-args --trust-sender --no-R --no-z", "")]
    [InlineData("--chmod=D755 --chmod F644", "--chmod=D755,F644")]
    [InlineData("--bwlimit=1.5m", "--bwlimit=1536")]
    [InlineData("--bwlimit=9 --no-bwlimit", "--bwlimit=0")]
    [InlineData("--partial-dir=x/", "--partial-dir x --partial")]
    [InlineData("--partial-dir=.", "--partial")]
    [InlineData("--backup-dir=. --suffix=.old", "-b --suffix=.old -O")]
    [InlineData("-b", "-b --omit-dir-times")]
    public void Two_command_lines_mean_the_same(string first, string second)
    {
        TransferOptions left = TransferArguments.Read(Words(first)).Options;
        TransferOptions right = TransferArguments.Read(Words(second)).Options;

        Assert.Equal(Text(left.BackupDirectory) + Text(left.BackupSuffix) + Text(left.PartialDirectory), Text(right.BackupDirectory) + Text(right.BackupSuffix) + Text(right.PartialDirectory));
        Assert.Equal(WithoutBytes(right), WithoutBytes(left));
    }

    [Fact]
    public void Every_option_reaches_its_setting()
    {
        TransferOptions options = TransferArguments.Read(Words(
            "-dlLkKHpEAXtOJogDcIuSx -@ 2 --size-only --existing --ignore-existing --copy-unsafe-links --safe-links --numeric-ids --min-size=1k --max-size=2KB "
            + "--delete-after --max-delete 3 --ignore-errors --force --remove-source-files --inplace --preallocate --fsync --verify --bwlimit 100 --link-dest ../a --link-dest=b")).Options;

        TransferOptions expected = new()
        {
            Directories = true,
            Links = true,
            CopyLinks = true,
            CopyDirectoryLinks = true,
            KeepDirectoryLinks = true,
            HardLinks = true,
            Permissions = true,
            Executability = true,
            Acls = true,
            Xattrs = true,
            Times = true,
            OmitDirectoryTimes = true,
            OmitLinkTimes = true,
            Owner = true,
            Group = true,
            Devices = true,
            Specials = true,
            Checksum = true,
            IgnoreTimes = true,
            Update = true,
            Sparse = true,
            OneFileSystem = 1,
            ModifyWindow = 2,
            SizeOnly = true,
            Existing = true,
            IgnoreExisting = true,
            CopyUnsafeLinks = true,
            SafeLinks = true,
            NumericIds = true,
            MinSize = 1024,
            MaxSize = 2000,
            Delete = DeleteTime.After,
            MaxDelete = 3,
            IgnoreErrors = true,
            Force = true,
            RemoveSourceFiles = true,
            InPlace = true,
            Preallocate = true,
            Sync = true,
            Verify = true,
            BytesPerSecond = 102_400,
            Basis = BasisKind.Link,
        };
        Assert.Equal(expected, options);
    }

    [Fact]
    public void Filters_keep_their_order_across_options()
    {
        TransferSettings settings = TransferArguments.Read("-f- *.o", "--include", "a", "-F", "--exclude=", "--filter=: .rules", "-FC", "--exclude", "--x");

        Assert.Equal(
            ["Rule:- *.o", "Include:a", "FilterFiles:", "Exclude:", "Rule:: .rules", "FilterFiles:", "CvsExclude:", "Exclude:--x"],
            settings.Filters.Select(use => $"{use.Kind}:{Text(use.Value)}"));
    }

    [Fact]
    public void Names_of_backups_and_partial_files_are_left_alone()
    {
        Assert.Equal(["-p .parts/"], Rules("-a", "--partial-dir=.parts"));
        Assert.Equal(["-p .~tmp~/"], Rules("-a", "--delay-updates"));
        Assert.Equal(["P *~"], Rules("-ab", "--delete"));
        Assert.Equal(["P *.old"], Rules("-ab", "--suffix=.old", "--delete"));
        Assert.Empty(Rules("-ab", "--delete-excluded"));
        Assert.Empty(Rules("-ab", "--delete", "--backup-dir=old"));
    }

    [Fact]
    public void Names_that_are_no_text_stay_the_same_bytes() =>
        Assert.Equal([0xE9, (byte)'x'], TransferArguments.Read("--exclude", PathText.ToText([0xE9, (byte)'x'])).Filters[0].Value);

    [Fact]
    public void A_list_of_files_takes_recursion_out_of_archive()
    {
        Assert.False(TransferArguments.Read("-a", "--files-from=list").Options.Recurse);
        Assert.True(TransferArguments.Read("-ar", "--files-from=list").Options.Recurse);
        Assert.True(TransferArguments.Read("-a", "--files-from=list").Options.Directories);
    }

    [Theory]
    [InlineData("--delete", "--delete does not work without --recursive (-r) or --dirs (-d)")]
    [InlineData("-a --no-r --delete", "--delete does not work without")]
    [InlineData("-r --delete-before --delete-after", "--delete-before and --delete-after cannot be combined")]
    [InlineData("-r --del --delete-before", "--delete-during and --delete-before cannot be combined")]
    [InlineData("--inplace --partial-dir=x", "--inplace cannot be used with --partial-dir")]
    [InlineData("--inplace --delay-updates", "--inplace cannot be used with --delay-updates")]
    [InlineData("--compare-dest=a --link-dest=b", "--link-dest cannot be used with --compare-dest")]
    [InlineData("--suffix=a/b", "--suffix 'a/b' has a slash")]
    [InlineData("-b --suffix=", "--suffix cannot be empty without --backup-dir")]
    [InlineData("-b --backup-dir=", "--suffix cannot be empty when --backup-dir is DST itself")]
    [InlineData("--partial-dir=/x", "--partial-dir '/x' leads elsewhere")]
    [InlineData("--max-size=x", "invalid --max-size argument 'x'")]
    [InlineData("--max-delete=x", "invalid --max-delete argument 'x': give a whole number")]
    [InlineData("--bwlimit=100b", "too small")]
    [InlineData("--timeout=-1", "out of range")]
    [InlineData("--info=flist", "--info item 'flist' is not known to fathom")]
    [InlineData("--out-format=%q", "--out-format has '%q', which fathom does not have")]
    [InlineData("--partial=1", "option '--partial' doesn't allow an argument")]
    [InlineData("--exclude-fro=x", "unrecognized option '--exclude-fro'")]
    [InlineData("--no-such", "unrecognized option '--no-such'")]
    [InlineData("-Q", "invalid option -- 'Q'")]
    [InlineData("-z", "--compress, -z is an option of rsync that fathom does not have")]
    [InlineData("--fuzzy", "--fuzzy, -y is an option of rsync that fathom does not have: files are copied whole, so leave it out")]
    [InlineData("-avze ssh", "--compress, -z is an option of rsync")]
    [InlineData("-ave ssh", "--rsh, -e is an option of rsync that fathom does not have")]
    [InlineData("-aRm", "--relative, -R is an option of rsync")]
    [InlineData("--no-whole-file", "--no-whole-file, --no-W is an option of rsync")]
    [InlineData("--chown=a:b", "--chown is an option of rsync that fathom does not have: change owners afterwards with chown")]
    public void What_cannot_be_meant_is_told_with_what_to_do(string options, string message) =>
        Assert.Contains(message, TransferArguments.ErrorOf(Words(options)), StringComparison.Ordinal);

    [Fact]
    public void Every_option_of_rsync_is_known()
    {
        string help = Support.Shell.Run("rsync", "--help").EnsureSuccess().Text;
        List<string> names = [];
        foreach (string line in help[help.IndexOf("\nOptions\n", StringComparison.Ordinal)..].Split('\n').Where(line => line.StartsWith('-')))
        {
            names.AddRange(line[..line.IndexOf("  ", StringComparison.Ordinal)].Split(", ").Select(name => name.Split('=', ' ')[0]));
        }

        System.CommandLine.Command command = CommandCatalog.Default.CreateAll().Subcommands.Single(child => child.Name == "sync");
        HashSet<string> known = [.. command.Options.SelectMany(option => option.Aliases.Append(option.Name)), "--help", "--version", "--no-OPTION"];
        Assert.True(names.Count > 150);
        Assert.Equal([], names.Where(name => !known.Contains(name)));
    }

    [Theory]
    [InlineData("", false, 0, false)]
    [InlineData("-i", true, 1, false)]
    [InlineData("-ii", true, 2, true)]
    [InlineData("-vvi", true, 1, true)]
    [InlineData("-iq", false, 1, false)]
    [InlineData("-ii --no-i", false, 0, false)]
    [InlineData("--out-format=[%i]", true, 0, false)]
    [InlineData("--out-format=%n -ii", false, 2, false)]
    [InlineData("-vv", false, 0, true)]
    [InlineData("-vv --info=name0", false, 0, false)]
    public void Output_options_make_the_format(string options, bool hasColumns, int itemizes, bool tellsUnchanged)
    {
        TransferOutput output = TransferArguments.Read(Words(options)).Output;
        Assert.Equal((hasColumns, itemizes, tellsUnchanged), (output.HasColumns, output.Itemizes, output.TellsUnchanged));
    }

    private static string[] Rules(params string[] options) => [.. TransferArguments.Read(options).Filters.Select(use => Text(use.Value))];

    private static string[] Words(string line) => line.Split(' ', StringSplitOptions.RemoveEmptyEntries);

    private static string Text(byte[]? bytes) => Encoding.UTF8.GetString(bytes ?? []);

    private static TransferOptions WithoutBytes(TransferOptions options) => options with { BackupDirectory = null, BackupSuffix = null, PartialDirectory = null };
}
