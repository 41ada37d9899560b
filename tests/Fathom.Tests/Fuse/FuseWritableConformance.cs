using System.Runtime.Versioning;
using Fathom.Fuse;
using Fathom.Local;
using Fathom.Tests.Conformance;

namespace Fathom.Tests.Fuse;

/// <summary>A mounted tree can be changed like the one that is served, with everything that the kernel can keep.</summary>
[SupportedOSPlatform("linux")]
public class FuseWritableConformance : WritableConformance, IDisposable
{
    private readonly FuseMount _mount;

    public FuseWritableConformance()
        : this(Served.Folder)
    {
    }

    protected FuseWritableConformance(Served served) => _mount = new FuseMount(served, FuseOptions.Default with { AllowOther = true });

    protected override IWritableTree Open() => LocalTree.Open(_mount.Path);

    public void Dispose()
    {
        _mount.Dispose();
        GC.SuppressFinalize(this);
    }
}
