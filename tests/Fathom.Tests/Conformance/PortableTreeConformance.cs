using Fathom.Local;
using Xunit;

namespace Fathom.Tests.Conformance;

public sealed class PortableTreeConformance : DiskTreeConformance
{
    protected override bool TakesAnyName => false;

    protected override bool TakesAnyDepth => false;

    protected override bool TellsSpecialFiles => false;

    protected override ITree Open(Corpus corpus) => PortableTree.Open(corpus.Materialize());

    [Fact]
    public void A_root_that_does_not_exist_is_refused()
    {
        FathomException failure = Assert.Throws<FathomException>(() => PortableTree.Open("/no/such/folder"));

        Assert.Equal(Errno.ENOENT, failure.Errno);
    }

    [Fact]
    public void A_root_that_is_a_link_is_followed_on_demand()
    {
        using Corpus corpus = Corpus.Of("links");
        string link = corpus.Materialize() + "/to-directory";
        EntryBatch batch = new();

        using PortableTree itself = PortableTree.Open(link);
        Assert.Equal(Errno.None, itself.ReadRoot(StatMask.Target, batch));
        Assert.Equal(EntryKind.Symlink, batch.Kinds[0]);
        Assert.Equal("directory"u8, batch.Target(0));

        using PortableTree followed = PortableTree.Open(link, new LocalTreeOptions { FollowRoot = true });
        Assert.Equal(Errno.None, followed.ReadRoot(StatMask.Size, batch));
        Assert.Equal(EntryKind.Directory, batch.Kinds[0]);
        Assert.True(batch.IsFollowedLink(0));
    }
}
