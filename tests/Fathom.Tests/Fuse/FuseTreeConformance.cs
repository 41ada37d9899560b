using System.Runtime.Versioning;
using Fathom.Fuse;
using Fathom.Local;
using Fathom.Tests.Conformance;

namespace Fathom.Tests.Fuse;

/// <summary>A mounted tree looks like the one that is served.</summary>
[SupportedOSPlatform("linux")]
public sealed class FuseTreeConformance : DiskTreeConformance, IDisposable
{
    private readonly List<FuseMount> _mounts = [];

    protected override StatMask EqualToStat => StatMask.Basic & ~StatMask.Device;

    protected override ITree Open(Corpus corpus)
    {
        // Not exclusive: tests change the folder behind the mount.
        FuseMount mount = new(corpus.Materialize(), FuseConformance.Options);
        _mounts.Add(mount);
        return LocalTree.Open(mount.Path);
    }

    public void Dispose() => _mounts.ForEach(mount => mount.Dispose());
}
