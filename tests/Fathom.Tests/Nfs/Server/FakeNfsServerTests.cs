using Fathom.Tests.Support;
using Xunit;

namespace Fathom.Tests.Nfs.Server;

/// <summary>The scripted server is a correct one unless told otherwise: libnfs, which shares no code with this project, reads from it.</summary>
public sealed class FakeNfsServerTests
{
    [Fact]
    public void Libnfs_lists_what_it_serves()
    {
        MemoryNode root = MemoryNode.Directory(
            "root",
            MemoryNode.Directory("a", MemoryNode.File("x", 10), MemoryNode.Directory("b", MemoryNode.File("y", 20))),
            MemoryNode.File("file", 1234),
            MemoryNode.Link("link", "file", null));
        using FakeNfsServer server = FakeNfsServer.Start(root);

        string[] lines = List(server);

        Assert.Equal(["a", "a/b", "a/b/y", "a/x", "file", "link"], lines.Select(static line => line.Split(' ')[^1]).Order(StringComparer.Ordinal));
        Assert.Contains(lines, static line => line.Contains("1234", StringComparison.Ordinal) && line.StartsWith("-rw-r--r--", StringComparison.Ordinal));
        Assert.Equal(["", "a", "a/b"], server.CallsOf(Fathom.Nfs.Nfs3.ReadDirPlus).Select(static call => call.Path).Order());
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Libnfs_reads_a_long_directory_page_by_page(bool isUnordered)
    {
        MemoryNode root = MemoryNode.Directory("root");
        using FakeNfsServer server = FakeNfsServer.Start(root);
        server.Fill(root, new VirtualDirectory { Count = 10_000 });
        server.Cookies = isUnordered ? FakeCookies.Unordered : FakeCookies.Ordered;

        string[] lines = List(server);

        Assert.Equal(10_000, lines.Distinct().Count());
        Assert.InRange(server.Count(Fathom.Nfs.Nfs3.ReadDirPlus), 10, 1_000);
    }

    [Fact]
    public void Libnfs_reads_content()
    {
        using FakeNfsServer server = FakeNfsServer.Start(MemoryNode.Directory("root", MemoryNode.File("file", 3_000_000)));
        Assert.SkipUnless(GaneshaServer.Has("nfs-cat"), "nfs-cat is not installed (libnfs-utils)");
        string url = server.Url.Replace("/export?", "/export/file?", StringComparison.Ordinal);

        byte[] content = Shell.Run("nfs-cat", url).EnsureSuccess().Output;

        Assert.Equal(Enumerable.Range(0, 3_000_000).Select(static i => FakeNfsServer.ContentAt(i)), content);
    }

    private static string[] List(FakeNfsServer server)
    {
        Assert.SkipUnless(GaneshaServer.Has("nfs-ls"), "nfs-ls is not installed (libnfs-utils)");
        return Shell.Run("nfs-ls", "-R", server.Url).EnsureSuccess().Lines;
    }
}
