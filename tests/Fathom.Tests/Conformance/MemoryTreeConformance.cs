using Fathom.Tests.Support;

namespace Fathom.Tests.Conformance;

/// <summary>The test double passes as well, so what is tested with it holds for the trees that ship.</summary>
public sealed class MemoryTreeConformance : TreeConformance
{
    protected override ITree Open(Corpus corpus) => new MemoryTree(corpus.Root, new MemoryTreeOptions { SliceAbove = 1_000 });
}
