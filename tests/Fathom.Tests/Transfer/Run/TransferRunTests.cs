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

[SupportedOSPlatform("linux")]
public sealed class TransferRunTests : IDisposable
{
    private const uint Nobody = 65534;

    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_chain_longer_than_any_path_is_copied_and_removed()
    {
        const int Levels = 2000;
        MakeChain("src", Levels);
        Directory.CreateDirectory(_folder.At("empty"));

        TransferProbe sync = TransferProbe.Sync("-a", _folder.At("src/"), _folder.At("dst"));

        Assert.Empty(sync.Errors);
        Assert.Equal(Levels + 2, sync.Lines.Length);
        Assert.Empty(TransferProbe.Plan("-ac --delete", _folder.At("src/"), _folder.At("dst")).Lines);
        TransferProbe removal = TransferProbe.Sync("-a --delete", _folder.At("empty/"), _folder.At("dst"));
        Assert.Empty(removal.Errors);
        Assert.Equal(Levels + 1, removal.Totals.Deleted[(int)EntryKind.Directory] + removal.Totals.Deleted[(int)EntryKind.File]);
        Assert.Empty(Directory.EnumerateFileSystemEntries(_folder.At("dst")));
    }

    [Fact]
    public void A_directory_of_100_000_entries_is_planned()
    {
        const int Entries = 100_000;
        Directory.CreateDirectory(_folder.At("src"));
        Directory.CreateDirectory(_folder.At("dst"));
        int directory = RawFiles.OpenDirectory(Encoding.UTF8.GetBytes(_folder.At("src")));
        for (int i = 0; i < Entries; i++)
        {
            RawFiles.MakeFileAt(directory, Encoding.UTF8.GetBytes($"{i}"), 0);
        }

        RawFiles.CloseDirectory(directory);

        TransferProbe all = TransferProbe.Plan("-a", _folder.At("src/"), _folder.At("dst"));
        Assert.Equal(Entries, all.Totals.FilesToCopy);
        Assert.Equal(Entries, all.Lines.Count(static line => line.StartsWith(">f+++++++++ ", StringComparison.Ordinal)));
        TransferProbe none = TransferProbe.Plan("-a --delete", _folder.At("src/"), _folder.At("src"));
        Assert.Empty(none.Lines);
        Assert.Equal(Entries, none.Totals.Seen[(int)EntryKind.File]);
        TransferProbe removal = TransferProbe.Plan("-r --delete", _folder.At("dst/"), _folder.At("src"));
        Assert.Equal(Entries, removal.Totals.Deleted[(int)EntryKind.File]);
    }

    [Theory]
    [InlineData("-lpt")]
    [InlineData("-dlpt")]
    [InlineData("-dlpt --delete")]
    public void Without_recursion_directories_stay_closed_as_with_rsync(string options)
    {
        _folder.Write("src/f", "x");
        _folder.Write("src/d/in", "y");
        _folder.Write("dst/extra/in", "");

        (string[] lines, int exitCode, _) = TransferProbe.Rsync(options + " -n", _folder.At("src/"), _folder.At("dst"));
        TransferProbe plan = TransferProbe.Plan(options, _folder.At("src/"), _folder.At("dst"));

        Assert.Equal(lines, plan.Lines);
        Assert.Equal(exitCode, plan.ExitCode);
        TransferProbe.Sync(options, _folder.At("src/"), _folder.At("dst"));
        Assert.False(File.Exists(_folder.At("dst/d/in")));
    }

    [Theory]
    [InlineData("--delete-before")]
    [InlineData("--delete-delay")]
    [InlineData("--delete-after")]
    public void Nothing_is_removed_after_an_error_of_the_source(string when)
    {
        _folder.Write("src/closed/in", "");
        _folder.Write("src/f", "copied");
        _folder.Write("dst/closed/kept", "");
        _folder.Write("dst/extra", "");
        _folder.Write("dst/z/extra", "");
        Directory.CreateDirectory(_folder.At("src/z"));
        Close("src/closed");

        TransferProbe sync = SyncAsNobody("-rlt " + when);

        Assert.Equal(23, sync.ExitCode);
        Assert.Equal(["cannot read source directory closed: EACCES"], sync.Errors);
        Assert.Contains("IO error encountered -- skipping file deletion", sync.Lines);
        Assert.Equal("copied", File.ReadAllText(_folder.At("dst/f")));
        Assert.All((string[])["closed/kept", "extra", "z/extra"], path => Assert.True(File.Exists(_folder.At("dst/" + path)), path));
    }

    [Fact]
    public void Nothing_is_removed_in_a_directory_that_cannot_be_read_nor_in_what_follows()
    {
        _folder.Write("src/closed/in", "");
        Directory.CreateDirectory(_folder.At("src/z"));
        _folder.Write("dst/closed/kept", "");
        _folder.Write("dst/z/extra", "");
        Close("src/closed");

        TransferProbe sync = SyncAsNobody("-rlt --delete-during");

        Assert.Equal(23, sync.ExitCode);
        Assert.True(File.Exists(_folder.At("dst/closed/kept")));
        Assert.True(File.Exists(_folder.At("dst/z/extra")));
    }

    [Fact]
    public void Errors_do_not_stop_deletions_where_they_are_ignored()
    {
        _folder.Write("src/closed/in", "");
        _folder.Write("dst/extra", "");
        _folder.Write("dst/closed/kept", "");
        Close("src/closed");

        TransferProbe sync = SyncAsNobody("-rlt --delete-after --ignore-errors");

        Assert.Equal(23, sync.ExitCode);
        Assert.False(File.Exists(_folder.At("dst/extra")));
        Assert.False(File.Exists(_folder.At("dst/closed/kept")));
    }

    [Fact]
    public void A_directory_of_the_target_that_cannot_be_read_is_told_and_the_rest_is_done()
    {
        _folder.Write("src/closed/in", "");
        _folder.Write("src/z/f", "copied");
        _folder.Write("dst/closed/kept", "");
        _folder.Write("dst/z/extra", "");
        Close("dst/closed");

        TransferProbe sync = SyncAsNobody("-rl --delete");

        Assert.Equal(23, sync.ExitCode);
        Assert.Equal(["cannot read target directory closed: EACCES"], sync.Errors);
        Assert.Equal("copied", File.ReadAllText(_folder.At("dst/z/f")));
        Assert.False(File.Exists(_folder.At("dst/z/extra")));
        Open("dst/closed");
        Assert.True(File.Exists(_folder.At("dst/closed/kept")));
        Assert.False(File.Exists(_folder.At("dst/closed/in")));
    }

    // Names of 20 bytes: by a path no call could reach most of them.
    private void MakeChain(string root, int levels)
    {
        Directory.CreateDirectory(_folder.At(root));
        int directory = RawFiles.OpenDirectory(Encoding.UTF8.GetBytes(_folder.At(root)));
        for (int i = 0; i < levels; i++)
        {
            byte[] name = Encoding.UTF8.GetBytes($"{i:d20}");
            RawFiles.MakeDirectoryAt(directory, name);
            int inner = RawFiles.OpenDirectoryAt(directory, name);
            RawFiles.CloseDirectory(directory);
            directory = inner;
        }

        RawFiles.MakeFileAt(directory, "bottom"u8, 5);
        RawFiles.CloseDirectory(directory);
    }

    private void Close(string path) => File.SetUnixFileMode(_folder.At(path), UnixFileMode.None);

    private void Open(string path) => File.SetUnixFileMode(_folder.At(path), UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);

    // Root may read everything, so a thread that is an ordinary user lists and compares; an ordinary user already is one.
    private TransferProbe SyncAsNobody(string options)
    {
        if (RawFiles.IsRoot)
        {
            using LocalTree tree = LocalTree.Open(_folder.At("dst"));
            using IWritableNode root = tree.WritableRoot();
            GiveToNobody(root);
        }

        // A thread of its own, which ends: its user would stay what it is.
        return Task.Factory.StartNew(
            () =>
            {
                RawFiles.SetThreadUser(Nobody);
                return TransferProbe.Sync(options, _folder.At("src/"), _folder.At("dst"), workers: 1);
            },
            CancellationToken.None,
            TaskCreationOptions.LongRunning,
            TaskScheduler.Default).GetAwaiter().GetResult();
    }

    private static void GiveToNobody(IWritableNode node)
    {
        Assert.Equal(Errno.None, node.SetAttributes(new NodeChange { Uid = Nobody, Gid = Nobody }));
        foreach (string name in node.Kind == EntryKind.Directory ? node.Names() : [])
        {
            using IWritableNode child = node.WritableAt(name);
            GiveToNobody(child);
        }
    }
}
