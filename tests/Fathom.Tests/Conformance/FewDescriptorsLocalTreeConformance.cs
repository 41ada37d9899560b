using System.Runtime.Versioning;
using System.Text;
using Fathom.Local;

namespace Fathom.Tests.Conformance;

/// <summary>The local tree where RLIMIT_NOFILE leaves it next to nothing: directories are reopened all the time. It is told a limit,
/// because the runtime and the tests themselves need more than that.</summary>
[SupportedOSPlatform("linux")]
public sealed class FewDescriptorsLocalTreeConformance : DiskTreeConformance
{
    protected override ITree Open(Corpus corpus) =>
        LocalTree.Open(Encoding.UTF8.GetBytes(corpus.Materialize()), LocalTreeOptions.Default, descriptors: 40);
}
