using System.Text;
using Fathom.Nfs;
using Fathom.Tests.Nfs.Server;
using Fathom.Tests.Support;
using Xunit;

namespace Fathom.Tests.Conformance;

/// <summary>The tree of an NFS server, read from NFS-Ganesha.</summary>
public sealed class NfsTreeConformance : DiskTreeConformance
{
    // A node's device is the server's fsid, which is not the local st_dev.
    protected override StatMask EqualToStat => StatMask.Basic & ~StatMask.Device;

    protected override ITree Open(Corpus corpus) => NfsTree.Open(UrlOf(corpus, ""));

    protected override byte[] RunAsOrdinaryUser(Corpus corpus, ISink sink)
    {
        using NfsTree tree = NfsTree.Open(UrlOf(corpus, $"&uid={OrdinaryUser}&gid={OrdinaryUser}"));
        Run(tree, new WalkOptions { Workers = 1 }, sink);
        return tree.RootName.ToArray();
    }

    [Fact]
    public void A_root_that_does_not_exist_is_refused()
    {
        GaneshaServer server = GaneshaServer.Shared;

        FathomException failure = Assert.Throws<FathomException>(
            () => NfsTree.Open(Parse(server.UrlOf("/no/such/folder"))));

        // Which of both it is, NFS-Ganesha does not tell a stranger.
        Assert.Contains(failure.Errno, new[] { Errno.ENOENT, Errno.EACCES });
        Assert.Contains("/no/such/folder", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void All_nodes_of_one_file_system_have_its_fsid()
    {
        using Corpus corpus = Corpus.Of("basic");
        using ITree tree = Open(corpus);
        RecordingSink sink = new(StatMask.Basic);

        Run(tree, new WalkOptions { OneFileSystem = true }, sink);

        Assert.Equal(corpus.Paths().Count, sink.Entries.Count);
        Assert.NotEqual(0ul, Assert.Single(sink.Entries.Values.Select(static entry => entry.Device).Distinct()));
    }

    [Fact]
    public void Names_that_differ_in_invalid_bytes_alone_stay_apart()
    {
        using Corpus corpus = Corpus.Custom(
            [.. Enumerable.Range(0x80, 0x80).Select(static value => MemoryNode.File([(byte)'n', (byte)value], value))]);
        using ITree tree = Open(corpus);
        RecordingSink sink = new();

        Run(tree, WalkOptions.Default, sink);

        Assert.Equal(
            Enumerable.Range(0x80, 0x80).Select(static value => ("n" + (char)value, (long)value)),
            ByRelativePath(tree, sink).Where(static pair => pair.Key.Length > 0).Select(static pair => (pair.Key, pair.Value.Size)).OrderBy(static pair => pair.Size));
    }

    private static NfsUrl UrlOf(Corpus corpus, string query) => Parse(GaneshaServer.Shared.UrlOf(corpus.Materialize()) + query);

    private static NfsUrl Parse(string text) => NfsUrl.TryParse(Encoding.UTF8.GetBytes(text), out NfsUrl? url, out string? problem)
        ? url
        : throw new ArgumentException(problem);
}
