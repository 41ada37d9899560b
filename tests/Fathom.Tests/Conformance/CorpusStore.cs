using Fathom.Tests.Conformance;
using Xunit;

[assembly: AssemblyFixture(typeof(CorpusStore))]

namespace Fathom.Tests.Conformance;

/// <summary>Removes the corpora from the disk after the last test.</summary>
public sealed class CorpusStore : IDisposable
{
    public void Dispose() => Corpus.DisposeShared();
}
