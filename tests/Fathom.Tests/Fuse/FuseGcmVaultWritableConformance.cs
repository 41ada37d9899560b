using System.Runtime.Versioning;

namespace Fathom.Tests.Fuse;

/// <summary>A mounted vault can be changed like any other tree.</summary>
[SupportedOSPlatform("linux")]
public sealed class FuseGcmVaultWritableConformance() : FuseWritableConformance(Served.GcmVault)
{
    protected override bool NamesAreText => true;

    // What stands for a link is a file.
    protected override string LinkXattr => "";
}
