using System.Runtime.Versioning;
using Fathom.Local;
using Fathom.Tests.Interop;
using Fathom.Tests.Support;
using Xunit;

namespace Fathom.Tests.Conformance;

/// <summary>The local tree where RLIMIT_NOFILE leaves it next to nothing: directories are reopened all the time. The limit counts
/// when the tree is opened; the runtime and the tests themselves need more than that.</summary>
[SupportedOSPlatform("linux")]
[Collection(nameof(Alone))]
public sealed class FewDescriptorsLocalTreeConformance : DiskTreeConformance
{
    protected override ITree Open(Corpus corpus)
    {
        string root = corpus.Materialize();
        return RawFiles.WithDescriptorLimit(40, () => LocalTree.Open(root));
    }
}
