using System.Globalization;
using System.Runtime.Versioning;
using System.Text;
using Fathom.Fuse;
using Fathom.Local;
using Fathom.Tests.Conformance;
using Fathom.Tests.Interop;
using Fathom.Tests.Support;
using Xunit;

namespace Fathom.Tests.Fuse;

[SupportedOSPlatform("linux")]
public sealed class FuseServerTests
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(20);

    [Fact]
    public void What_is_written_is_behind_the_mount_when_the_file_was_closed()
    {
        using FuseMount mount = new();
        byte[] content = ContentSteps.Noise(3_000_000);

        File.WriteAllBytes(mount.At("file"), content);

        Assert.Equal(content, File.ReadAllBytes(mount.Behind("file")));
        Assert.Equal(content, File.ReadAllBytes(mount.At("file")));
    }

    [Theory]
    [InlineData(Served.Folder)]
    [InlineData(Served.GcmVault)]
    public void Every_reference_comes_back(Served served)
    {
        using FuseMount mount = new(served);
        mount.Script("""
            perl -e 'for (1..300) { mkdir "d$_"; open(F, ">", "d$_/f"); print F "x\n"; close F; link("d$_/f", "d$_/g"); symlink("f", "d$_/l") }'
            find . -ls >/dev/null; ls -lR . >/dev/null; cat d*/f >/dev/null; mv d1 e; mv d2/f d3/f; rm -r d4; ls nothing* 2>/dev/null || true
            """).EnsureSuccess();
        FuseStatistics busy = mount.Server.Statistics;

        // The kernel lets go of a file system's names when it is mounted again; by the old call, because FUSE takes no options then.
        Shell.Run("env", "LIBMOUNT_FORCE_MOUNT2=always", "mount", "-i", "-o", "remount,rw", mount.Path).EnsureSuccess();
        FuseMount.Eventually(() => mount.Server.Statistics is { HeldNodes: 1 }, () => mount.Server.Statistics);

        FuseStatistics idle = mount.Server.Statistics;
        Assert.True(busy.HeldNodes > 600, busy.ToString());
        Assert.Equal(idle.LookupsGiven, idle.LookupsForgotten);
        Assert.Equal((0, 0), (idle.OpenFiles, idle.OpenDirectories));
        mount.EndSound();
    }

    [Fact]
    public void The_kernel_lets_nodes_go_when_there_are_too_many()
    {
        using TempFolder folder = new(CorpusStore.Folder);
        FuseMount.Script(folder.Path, "for d in {1..20}; do mkdir $d; (cd $d; touch {1..200}); done").EnsureSuccess();
        using FuseMount mount = new(folder.Path, FuseOptions.Default with { MaxNodes = 500 });

        ShellResult found = mount.Script("find . -type f -size 0 | wc -l; stat -c %s */* | wc -l").EnsureSuccess();

        Assert.Equal(["4000", "4000"], found.Lines);
        FuseMount.Eventually(() => mount.Server.Statistics.HeldNodes <= 500, () => mount.Server.Statistics);
        Assert.Equal(["4000"], mount.Script("stat -c %s */* | wc -l").EnsureSuccess().Lines);
    }

    [Theory]
    [InlineData(Served.Folder, "file")]
    [InlineData(Served.Folder, "file that is open")]
    [InlineData(Served.GcmVault, "file")]
    public void Who_asks_for_the_birth_of_a_node_gets_it(Served served, string what)
    {
        using FuseMount mount = new(served);
        mount.Script("echo x >f; ln f g").EnsureSuccess();
        string behind = FuseMount.Script(mount.Source, "find . -type f -links 2 -printf '%p\\n' | head -n 1 | xargs stat -c %W").EnsureSuccess().Text;

        string shown = mount.Script(what == "file" ? "stat -c %W f" : "stat -L -c %W /dev/stdin <f").EnsureSuccess().Text;

        // What the folder stands on may not know it.
        Assert.Equal(behind, shown);
    }

    [Fact]
    public void A_tree_on_a_file_system_that_is_read_only_is_mounted_so()
    {
        using TempFolder disk = new();
        Shell.Run("mount", "-t", "tmpfs", "tmpfs", disk.Path).EnsureSuccess();
        try
        {
            Shell.Run("mount", "-o", "remount,ro", disk.Path).EnsureSuccess();
            using FuseMount mount = new(disk.Path);

            Assert.True(FuseMounts.List().Single(found => found.MountPoint.Span.SequenceEqual(mount.Server.MountPoint)).IsReadOnly);
            Assert.Contains("Read-only file system", mount.Script("LC_ALL=C touch new || true").Error);
        }
        finally
        {
            Shell.Run("umount", "-l", disk.Path);
        }
    }

    [Fact]
    public void Nothing_is_held_after_the_end()
    {
        using FuseMount mount = new();
        mount.Script("echo x >f; mkdir d; ls -l").EnsureSuccess();

        Assert.Equal(Errno.None, mount.Server.Stop());

        Assert.True(mount.Server.HasEnded);
        Assert.Equal(0, mount.Server.Statistics.HeldNodes);
        Assert.Empty(OpenDescriptors.Below(mount.Source));
        Assert.Empty(Directory.EnumerateFileSystemEntries(mount.Path));
    }

    [Fact]
    public void A_server_ends_when_somebody_unmounts()
    {
        using FuseMount mount = new();

        Shell.Run("umount", mount.Path).EnsureSuccess();

        Assert.True(mount.Server.Wait(s_patience));
        Assert.Equal(Errno.None, mount.Server.Stop());
    }

    [Fact]
    public void A_mount_in_use_is_busy_and_can_be_stopped()
    {
        using FuseMount mount = new();
        using FileStream file = new(mount.At("file"), FileMode.Create, FileAccess.ReadWrite, FileShare.ReadWrite, 1);
        file.Write("written before the end"u8);

        Assert.Equal(Errno.EBUSY, mount.Server.Unmount());
        Assert.False(mount.Server.HasEnded);
        Assert.Equal(Errno.None, mount.Server.Stop());

        Assert.True(mount.Server.HasEnded);
        Assert.Equal("written before the end", File.ReadAllText(mount.Behind("file")));
        Assert.ThrowsAny<IOException>(() => file.SetLength(5));
    }

    [Fact]
    public void A_read_only_mount_refuses_every_change()
    {
        using TempFolder folder = new(CorpusStore.Folder);
        folder.Write("file", "content");
        using FuseMount mount = new(folder.Path, FuseOptions.Default with { IsReadOnly = true });

        Assert.Equal("content", File.ReadAllText(mount.At("file")));
        foreach (string change in new[] { "echo x >file", "echo x >new", "mkdir d", "rm file", "mv file g", "ln file g", "ln -s a b", "chmod 1 file", "touch file" })
        {
            ShellResult result = mount.Script(change);
            Assert.Contains("Read-only file system", result.Error, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Labels_of_single_files_do_not_exist()
    {
        using FuseMount mount = new();

        ShellResult result = mount.Script(
            "touch file; getfattr -n user.none file || :; getfattr -n security.selinux file || :; setfattr -n security.selinux -v x file || :");

        Assert.Equal(
            ["file: user.none: No such attribute", "file: security.selinux: Operation not supported", "setfattr: file: Operation not supported"],
            result.Error.Split('\n', StringSplitOptions.RemoveEmptyEntries));
    }

    [Fact]
    public void The_kernel_reads_as_far_ahead_as_two_requests_have()
    {
        using FuseMount mount = new();
        MountedTree listed = FuseMounts.List().Single(found => Encoding.UTF8.GetString(found.MountPoint.Span) == mount.Path);

        Assert.Equal("2048", File.ReadAllText($"/sys/class/bdi/{listed.Device}/read_ahead_kb").Trim());
    }

    [Fact]
    public void A_tree_that_fails_gives_an_error_and_the_server_goes_on()
    {
        using FuseMount mount = new();
        File.WriteAllText(mount.At("file"), "content");
        FailingTree tree = new(LocalTree.Open(mount.Source));
        using TempFolder second = new();
        using FuseServer server = FuseServer.Mount(tree, second.Path);

        IOException failure = Assert.ThrowsAny<IOException>(() => File.ReadAllText(second.At("explode")));

        Assert.Contains("Input/output error", failure.Message, StringComparison.Ordinal);
        Assert.Equal("content", File.ReadAllText(second.At("file")));
        Assert.Equal("content", File.ReadAllText(second.At("file")));
        Assert.Equal(Errno.None, server.Stop());
        Assert.True(tree.FailedAfterwards > 0);
    }

    [Fact]
    public void A_change_behind_the_mount_is_seen_once_the_kernel_is_told()
    {
        using TempFolder folder = new(CorpusStore.Folder);
        folder.Write("file", "old");
        // A kernel that gathers writes takes sizes from nobody else.
        using FuseMount mount = new(folder.Path, FuseOptions.Default with { WritebackCache = false });
        using LocalTree tree = LocalTree.Open(folder.Path);
        using IContentNode root = tree.Root();
        Assert.Equal("old", File.ReadAllText(mount.At("file")));
        Assert.False(File.Exists(mount.At("new")));

        folder.Write("file", "newer");
        folder.Write("new", "");
        Assert.False(File.Exists(mount.At("new")));
        using IContentNode file = root.At("file");
        Assert.Equal(Errno.None, mount.Server.InvalidateNode(file.Attributes().Id));
        Assert.Equal(Errno.None, mount.Server.InvalidateEntry(root.Attributes().Id, "new"u8));

        Assert.Equal("newer", File.ReadAllText(mount.At("file")));
        Assert.True(File.Exists(mount.At("new")));
        Assert.Equal(Errno.ENOENT, mount.Server.InvalidateNode(new NodeId(1, 2)));
    }

    [Fact]
    public void A_place_that_is_no_directory_is_named_in_the_error()
    {
        Assert.SkipUnless(RawFiles.IsRoot && File.Exists("/dev/fuse"), "mounting needs root and /dev/fuse");
        using TempFolder folder = new();
        using LocalTree tree = LocalTree.Open(folder.Path);
        string file = folder.Write("file", "");
        using LocalTree fileTree = LocalTree.Open(file);

        FathomException missing = Assert.Throws<FathomException>(() => FuseServer.Mount(tree, folder.At("missing")));
        FathomException noDirectory = Assert.Throws<FathomException>(() => FuseServer.Mount(fileTree, folder.Path));

        Assert.Equal(Errno.ENOENT, missing.Errno);
        Assert.Contains(folder.At("missing"), missing.Message, StringComparison.Ordinal);
        Assert.Equal(Errno.ENOTDIR, noDirectory.Errno);
        Assert.Empty(OpenDescriptors.Below(folder.Path));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void Several_processes_at_once_see_what_they_wrote(int threads)
    {
        using FuseMount mount = new(FuseOptions.Default with { Threads = threads });

        ShellResult result = mount.Script("""
            one() { mkdir p$1; for i in {1..60}; do seq $1 $((i * 100)) >p$1/$i; mv p$1/$i p$1/n$i; [ "$(tail -n 1 p$1/n$i)" = $((i * 100)) ]; done; rm p$1/n1?; }
            for p in 1 2 3 4; do one $p & pids="${pids-} $!"; done
            for p in $pids; do wait $p; done
            ls p* | grep -c n
            """).EnsureSuccess();

        Assert.Equal(200.ToString(CultureInfo.InvariantCulture), result.Text.Trim());
    }
}
