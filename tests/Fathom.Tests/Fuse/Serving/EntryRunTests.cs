using System.Runtime.Versioning;
using Fathom.Fuse;
using Fathom.Local;
using Fathom.Tests.Support;
using Fathom.Tests.Vault.Support;
using Fathom.Vault;
using Xunit;

namespace Fathom.Tests.Fuse.Serving;

[SupportedOSPlatform("linux")]
public sealed class EntryRunTests
{
    [Theory]
    [InlineData(Served.Folder)]
    [InlineData(Served.GcmVault)]
    public void Each_entry_of_a_long_listing_has_its_own_attributes(Served served)
    {
        using FuseMount mount = new(served);
        mount.Script("""
            mkdir many; for i in {1..700}; do truncate -s $i many/$i; done
            mkdir many/folder; ln -s target many/link
            """).EnsureSuccess();

        // Another mount, of which the kernel knows nothing yet.
        using TempFolder second = new();
        IContentTree tree = served == Served.Folder ? LocalTree.Open(mount.Source) : VaultTree.Open(LocalTree.Open(mount.Source), VaultWriter.Password);
        using FuseServer server = FuseServer.Mount(tree, second.Path);
        ShellResult found = FuseMount.Script(second.Path, "find many -type f -printf '%f %s\\n' | sort -n; find many ! -type f -printf '%P %y\\n' | sort");

        string files = string.Concat(Enumerable.Range(1, 700).Select(static size => $"{size} {size}\n"));
        Assert.Equal(files + " d\nfolder d\nlink l\n", found.EnsureSuccess().Text);
        Assert.Equal(Errno.None, server.Stop());
        mount.EndSound();
    }

    [Fact]
    public void Names_of_one_file_are_one_node_whoever_opens_them_first()
    {
        using FuseMount mount = new();
        File.WriteAllText(mount.Behind("file"), "content");
        FuseMount.Script(mount.Source, "for i in {1..300}; do ln file $i; done").EnsureSuccess();

        ShellResult found = mount.Script("find . -type f -printf '%i %n\\n' | sort | uniq -c | wc -l");

        Assert.Equal("1\n", found.EnsureSuccess().Text);
        Assert.Equal(2, mount.Server.Statistics.HeldNodes);
    }

    [Fact]
    public void What_was_opened_before_a_tree_failed_is_let_go()
    {
        using FuseMount mount = new();
        FuseMount.Script(mount.Source, "touch {1..300} explode").EnsureSuccess();
        using TempFolder second = new();
        using FuseServer server = FuseServer.Mount(new FailingTree(LocalTree.Open(mount.Source)), second.Path);

        IOException failure = Assert.ThrowsAny<IOException>(() => Directory.GetFiles(second.Path));

        Assert.Contains("Input/output error", failure.Message, StringComparison.Ordinal);
        Assert.Equal(1, server.Statistics.HeldNodes);
        Assert.Equal(server.Statistics.LookupsGiven, server.Statistics.LookupsForgotten);
        Assert.Equal(Errno.None, server.Stop());
    }
}
