using Fathom.Nfs;
using Fathom.Tests.Nfs.Server;

namespace Fathom.Tests.Conformance;

/// <summary>The tree of an NFS server that has READDIRPLUS and gives all attributes.</summary>
public class FakeNfsTreeConformance : TreeConformance, IDisposable
{
    private readonly List<FakeNfsServer> _servers = [];

    protected virtual NfsOptions Options => new();

    protected override ITree Open(Corpus corpus)
    {
        FakeNfsServer server = FakeNfsServer.Start(corpus.Root);
        _servers.Add(server);
        return NfsTree.Open(server.Place, Options);
    }

    public void Dispose()
    {
        _servers.ForEach(static server => server.Dispose());
        GC.SuppressFinalize(this);
    }
}
