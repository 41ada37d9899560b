using Fathom.Tests.Support;

namespace Fathom.Tests.Conformance;

/// <summary>The test double with many requests in flight, answered in any order.</summary>
public sealed class WindowedMemoryTreeConformance : TreeConformance
{
    protected override ITree Open(Corpus corpus) =>
        new MemoryTree(corpus.Root, new MemoryTreeOptions { Window = 16, BatchSize = 100, SliceAbove = 1_000 });
}
