using System.Globalization;
using System.Runtime.Versioning;
using System.Text;
using Fathom.Local;
using Fathom.Tests.Conformance;
using Fathom.Tests.Interop;
using Fathom.Tests.Support;
using Fathom.Tests.Transfer.Support;
using Fathom.Transfer;
using Xunit;

namespace Fathom.Tests.Transfer.Run;

/// <summary>What a sync leaves, in the eyes of the rsync of this machine and beside what rsync leaves.</summary>
[SupportedOSPlatform("linux")]
public sealed class SyncOracleTests
{
    [Theory]
    [InlineData("-aH --delete", 11)]
    [InlineData("-aH --delete-before", 12)]
    [InlineData("-aH --delete-during", 13)]
    [InlineData("-aH --delete-delay", 14)]
    [InlineData("-aH --delete-after", 15)]
    [InlineData("-aH --delete --inplace", 16)]
    [InlineData("-aH --delete --delay-updates", 17)]
    [InlineData("-aHS --delete", 18)]
    [InlineData("-aHAX --delete", 19)]
    [InlineData("-aHI --delete", 20)]
    [InlineData("-acH --delete", 21)]
    [InlineData("-aH --delete --force --partial-dir=.part", 22)]
    [InlineData("-aH --delete --link-dest=BASIS", 23)]
    [InlineData("-aH --delete --copy-dest=BASIS", 24)]
    [InlineData("-aH --delete --numeric-ids", 25)]
    public void A_sync_leaves_nothing_to_do(string options, int seed)
    {
        for (int i = 0; i < 2; i++)
        {
            bool hasXattrs = options.Contains("AX", StringComparison.Ordinal);
            using RandomTreePair pair = new(seed + (100 * i), hidesChanges: options.StartsWith("-ac", StringComparison.Ordinal), hasXattrs);
            string mine = options.Replace("BASIS", pair.Basis, StringComparison.Ordinal);

            TransferProbe sync = TransferProbe.Sync(mine, pair.Source + "/", pair.Target, heldNames: HeldNames(i));

            Assert.Empty(sync.Errors);
            Assert.Equal(0, sync.ExitCode);
            Assert.Empty(TransferProbe.Rsync(hasXattrs ? "-naHcAX --delete" : "-naHc --delete", pair.Source + "/", pair.Target).Lines);
            // Of -I a second run copies everything again.
            Assert.Empty(TransferProbe.Plan(mine.Replace("-aHI", "-aH", StringComparison.Ordinal), pair.Source + "/", pair.Target).Lines);
        }
    }

    [Theory]
    [InlineData("-aH --existing --delete", 31)]
    [InlineData("-aH --ignore-existing", 32)]
    [InlineData("-a", 33)]
    [InlineData("-rlt", 34)]
    [InlineData("-rlpt --delete", 35)]
    [InlineData("-au --delete", 36)]
    [InlineData("-a --size-only --delete", 37)]
    [InlineData("-a --chmod=Dg+s,F640 --delete", 38)]
    [InlineData("-aL --delete", 39)]
    [InlineData("-ak --delete", 40)]
    [InlineData("-aK --delete", 41)]
    [InlineData("-aKH", 42)]
    [InlineData("-a --safe-links --delete", 43)]
    [InlineData("-a --copy-unsafe-links --delete", 44)]
    [InlineData("-a --compare-dest=BASIS --delete", 45)]
    [InlineData("-a --copy-dest=BASIS --delete", 46)]
    [InlineData("-a --link-dest=BASIS --delete", 47)]
    [InlineData("-ab --delete", 48)]
    [InlineData("-ab --delete --suffix=.old", 49)]
    [InlineData("-a --delete --backup --backup-dir=kept/old", 50)]
    [InlineData("-a --delete --backup --backup-dir=kept --suffix=.1", 71)]
    [InlineData("-a --delete --partial-dir=.part", 52)]
    [InlineData("-a --delete --delay-updates", 53)]
    [InlineData("-a --force", 54)]
    [InlineData("-a --exclude=dir --delete", 55)]
    [InlineData("-a --exclude=dir --delete-excluded", 56)]
    [InlineData("-a --min-size=3 --max-size=2000 --delete", 57)]
    [InlineData("-aHAX --delete", 58)]
    [InlineData("-rltE", 59)]
    [InlineData("-dlpt", 60)]
    public void A_sync_leaves_the_tree_that_rsync_leaves(string options, int seed)
    {
        for (int i = 0; i < 2; i++)
        {
            using RandomTreePair pair = new(seed + (100 * i), hasXattrs: options.Contains("AX", StringComparison.Ordinal));
            string both = options.Replace("BASIS", pair.Basis, StringComparison.Ordinal);
            string theirs = pair.CopyOf(pair.Target, "theirs");
            (string[] lines, int exitCode, string error) = TransferProbe.Rsync(both, pair.Source + "/", theirs);

            TransferProbe sync = TransferProbe.Sync(both, pair.Source + "/", pair.Target, heldNames: HeldNames(i));

            string told = string.Join('\n', [.. lines.Except(sync.Lines).Select(line => "rsync  " + line), .. sync.Lines.Except(lines).Select(line => "fathom " + line), error, .. sync.Errors]);
            AssertSameTrees($"{options} {seed + (100 * i)}", theirs, pair.Target, told);
            Assert.True(exitCode == sync.ExitCode, $"{options}: exit {sync.ExitCode}, rsync {exitCode}\n{told}");
        }
    }

    [Fact]
    public void A_sync_removes_the_source_files_that_rsync_removes()
    {
        using RandomTreePair pair = new(61);
        string theirSource = pair.CopyOf(pair.Source, "source");
        string theirs = pair.CopyOf(pair.Target, "theirs");
        (_, int exitCode, string error) = TransferProbe.Rsync("-aH --remove-source-files", theirSource + "/", theirs);

        TransferProbe sync = TransferProbe.Sync("-aH --remove-source-files", pair.Source + "/", pair.Target);

        AssertSameTrees("target", theirs, pair.Target, error);
        Assert.Equal(Names(theirSource, "%y %p\\0"), Names(pair.Source, "%y %p\\0"));
        Assert.Equal(exitCode, sync.ExitCode);
    }

    [Theory]
    [InlineData("a\ndir/\nnowhere\n")]
    [InlineData("dir\ndir-x/a\nb/c\n./UP\n")]
    public void A_list_of_files_transfers_what_rsync_transfers(string list)
    {
        foreach (int seed in (int[])[62, 63])
        {
            using RandomTreePair pair = new(seed);
            string file = Path.Join(pair.Folder, "list");
            File.WriteAllText(file, list);
            string theirs = pair.CopyOf(pair.Target, "theirs");
            (_, int exitCode, string error) = TransferProbe.Rsync($"-a --files-from={file}", pair.Source + "/", theirs);

            TransferProbe sync = TransferProbe.Sync($"-a --files-from={file}", pair.Source + "/", pair.Target, heldNames: HeldNames(seed % 2));

            AssertSameTrees(list, theirs, pair.Target, error + string.Join('\n', sync.Errors));
            Assert.Equal(exitCode, sync.ExitCode);
        }
    }

    [Fact]
    public void A_limit_of_deletions_removes_as_many_names_as_rsync_does()
    {
        using RandomTreePair pair = new(64);
        File.WriteAllText(Path.Join(pair.Target, "one"), "");
        File.WriteAllText(Path.Join(pair.Target, "two"), "");
        File.WriteAllText(Path.Join(pair.Target, "three"), "");
        string theirs = pair.CopyOf(pair.Target, "theirs");
        TransferProbe.Rsync("-a --delete --max-delete=2", pair.Source + "/", theirs);

        TransferProbe sync = TransferProbe.Sync("-a --delete --max-delete=2", pair.Source + "/", pair.Target);

        Assert.Equal(25, sync.ExitCode);
        Assert.Equal(2, sync.Lines.Count(line => line.StartsWith("*deleting", StringComparison.Ordinal)));
        Assert.Equal(Names(theirs, "%p\\0").Length, Names(pair.Target, "%p\\0").Length);
    }

    [Fact]
    public void Link_dest_shares_the_files_that_rsync_shares()
    {
        foreach (int seed in (int[])[65, 66])
        {
            using RandomTreePair pair = new(seed);
            string mine = Path.Join(pair.Folder, "mine");
            string theirs = Path.Join(pair.Folder, "theirs");
            TransferProbe.Rsync($"-a --link-dest={pair.Basis}", pair.Source + "/", theirs);

            TransferProbe sync = TransferProbe.Sync($"-a --link-dest={pair.Basis}", pair.Source + "/", mine);

            Assert.Empty(sync.Errors);
            HashSet<string> inBasis = [.. Names(pair.Basis, "%i\\0")];
            string[] shared = Shared(theirs, inBasis);
            Assert.NotEmpty(shared);
            Assert.Equal(shared, Shared(mine, inBasis));
        }
    }

    [Fact]
    public void Holes_take_no_more_room_than_rsync_gives_them()
    {
        using RandomTreePair pair = new(67);
        using (FileStream file = File.Create(Path.Join(pair.Source, "holes")))
        {
            file.SetLength(10_000_000);
            file.Position = 4_000_000;
            file.Write(new byte[500_000]);
            file.Write("content"u8);
        }

        string mine = Path.Join(pair.Folder, "mine");
        string theirs = Path.Join(pair.Folder, "theirs");
        TransferProbe.Rsync("-aS", pair.Source + "/", theirs);

        TransferProbe sync = TransferProbe.Sync("-aS", pair.Source + "/", mine);

        Assert.Empty(sync.Errors);
        long blocks = Blocks(theirs);
        Assert.True(Blocks(mine) <= blocks, $"{Blocks(mine)} blocks, rsync {blocks}");
        Assert.True(blocks * 512 < Names(mine, "%s\\0").Sum(size => long.Parse(size, CultureInfo.InvariantCulture)), "the trees have no holes");
    }

    [Theory]
    [InlineData("-rD")]
    [InlineData("-aE --no-perms")]
    [InlineData("-a")]
    public void A_device_that_becomes_another_one_has_the_permissions_that_rsync_gives_it(string options)
    {
        using TempFolder folder = new();
        foreach ((string name, ulong device, uint mode) in (ReadOnlySpan<(string, ulong, uint)>)[("src", 0x103, 0x1a4), ("mine", 0x105, 0x180), ("theirs", 0x105, 0x180)])
        {
            Directory.CreateDirectory(folder.At(name));
            using LocalTree tree = LocalTree.Open(folder.At(name));
            using IWritableNode root = tree.WritableRoot();
            Errno errno = root.MakeSpecial("node"u8, EntryKind.CharacterDevice, mode, device, out IWritableNode? node);
            node?.Dispose();
            // Who is not root makes none, and then both leave everything as it is.
            Assert.Equal(RawFiles.IsRoot ? Errno.None : Errno.EPERM, errno);
        }

        TransferProbe.Rsync(options, folder.At("src/"), folder.At("theirs"));
        TransferProbe.Sync(options, folder.At("src/"), folder.At("mine"));

        Assert.Equal(Names(folder.At("theirs"), "%p %y %m\\0"), Names(folder.At("mine"), "%p %y %m\\0"));
    }

    [Fact]
    public void A_partial_copy_that_was_kept_gives_way_to_the_whole_file()
    {
        using TempFolder folder = new();
        folder.Write("src/d/f", new string('x', 100_000));
        folder.Write("dst/d/.part/f", new string('x', 50_000));

        TransferProbe sync = TransferProbe.Sync("-a --partial-dir=.part", folder.At("src/"), folder.At("dst"));

        Assert.Empty(sync.Errors);
        Assert.Empty(TransferProbe.Rsync("-nac --delete", folder.At("src/"), folder.At("dst")).Lines);
        Assert.False(Directory.Exists(folder.At("dst/d/.part")));
    }

    // Every other run with directories that are too large for memory.
    private static int HeldNames(int run) => run % 2 == 0 ? TransferRequest.DefaultHeldNames : 3;

    private static void AssertSameTrees(string what, string theirs, string mine, string told)
    {
        // What makes a backup changes a directory, which keeps the time of that.
        string omits = what.Contains("-ab", StringComparison.Ordinal) || what.Contains("--backup", StringComparison.Ordinal) ? " -O" : "";
        string[] lines = TransferProbe.Rsync("-naHAXc --delete" + omits, mine + "/", theirs).Lines;
        Assert.True(lines.Length == 0, $"{what}: rsync's tree to ours:\n{string.Join('\n', lines)}\n{told}");
    }

    private static string[] Shared(string root, HashSet<string> inBasis) =>
        [.. Names(root, "%i %P\\0").Where(name => inBasis.Contains(name.Split(' ')[0])).Select(name => name[(name.IndexOf(' ', StringComparison.Ordinal) + 1)..])];

    private static long Blocks(string root) => Names(root, "%b\\0").Sum(blocks => long.Parse(blocks, CultureInfo.InvariantCulture));

    // Of all that is no directory.
    private static string[] Names(string root, string format)
    {
        ShellResult found = Shell.Run(new ShellCommand("find", ".", "!", "-type", "d", "-printf", format) { WorkingDirectory = root });
        return [.. Encoding.Latin1.GetString(found.EnsureSuccess().Output).Split('\0', StringSplitOptions.RemoveEmptyEntries).Order(StringComparer.Ordinal)];
    }
}
