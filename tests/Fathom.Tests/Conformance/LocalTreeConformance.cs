using System.Runtime.Versioning;
using Fathom.Local;
using Xunit;

namespace Fathom.Tests.Conformance;

[SupportedOSPlatform("linux")]
public sealed class LocalTreeConformance : TreeConformance
{
    protected override ITree Open(Corpus corpus) => LocalTree.Open(corpus.Materialize());

    [Fact]
    public void A_root_that_does_not_exist_is_refused()
    {
        FathomException failure = Assert.Throws<FathomException>(() => LocalTree.Open("/no/such/folder"));

        Assert.Equal(Errno.ENOENT, failure.Errno);
    }
}
