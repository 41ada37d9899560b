using System.Runtime.Versioning;
using Fathom.Local;
using Fathom.Tests.Conformance;
using Fathom.Tests.Interop;
using Fathom.Tests.Support;

namespace Fathom.Tests.Fuse;

/// <summary>The content of a mounted tree reads like that of the one that is served.</summary>
[SupportedOSPlatform("linux")]
public sealed class FuseContentConformance : DiskContentConformance, IDisposable
{
    private readonly FuseMount _mount;

    // Tests change the folder behind the mount.
    public FuseContentConformance() => _mount = new FuseMount(FolderPath, FuseConformance.Options);

    protected override IContentTree Open() => LocalTree.Open(_mount.Path);

    public new void Dispose()
    {
        _mount.Dispose();
        base.Dispose();
    }

    protected override void LookAsOrdinaryUser(Action<IContentNode> look)
    {
        using IContentTree tree = Open();
        using IContentNode root = tree.Root();
        Deadline.Run(() =>
        {
            RawFiles.SetThreadUser(OrdinaryUser);
            try
            {
                look(root);
            }
            finally
            {
                RawFiles.SetThreadUser(0);
            }
        });
    }
}
