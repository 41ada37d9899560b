using System.Runtime.Versioning;
using Fathom.Local;
using Fathom.Tests.Support;
using Xunit;

namespace Fathom.Tests.Conformance;

[SupportedOSPlatform("linux")]
public sealed class LocalTreeConformance : DiskTreeConformance
{
    protected override ITree Open(Corpus corpus) => LocalTree.Open(corpus.Materialize());

    [Fact]
    public void A_root_that_does_not_exist_is_refused()
    {
        FathomException failure = Assert.Throws<FathomException>(() => LocalTree.Open("/no/such/folder"));

        Assert.Equal(Errno.ENOENT, failure.Errno);
    }

    [Fact]
    public void A_directory_that_becomes_a_link_is_not_followed()
    {
        using Corpus elsewhere = Corpus.Custom(MemoryNode.File("secret"));
        using Corpus corpus = Corpus.Custom(MemoryNode.Directory("dir", MemoryNode.File("x")));
        string folder = corpus.Materialize();
        using ITree tree = Open(corpus);
        RecordingSink sink = new()
        {
            OnWrite = batch =>
            {
                if (batch.Directory?.Depth == 0)
                {
                    Directory.Delete(Path.Combine(folder, "dir"), recursive: true);
                    File.CreateSymbolicLink(Path.Combine(folder, "dir"), elsewhere.Materialize());
                }

                return WalkAction.Continue;
            },
        };

        Run(tree, new WalkOptions { Workers = 1 }, sink);

        Assert.Equal(["", "dir"], ByRelativePath(tree, sink).Keys.Order(StringComparer.Ordinal));
        Assert.Equal("dir", Assert.Single(Errors(tree, sink)).Path);
        AssertSound(sink);
    }
}
