using Fathom.Nfs;

namespace Fathom.Tests.Conformance;

/// <summary>The tree of an NFS server, listed with READDIR and LOOKUP on several connections.</summary>
public sealed class ReadDirNfsTreeConformance : FakeNfsTreeConformance
{
    protected override NfsOptions Options => new() { ForceReadDir = true, Connections = 4 };
}
