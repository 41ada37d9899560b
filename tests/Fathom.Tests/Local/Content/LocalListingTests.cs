using System.Runtime.Versioning;
using Fathom.Local;
using Fathom.Tests.Support;
using Xunit;

namespace Fathom.Tests.Local.Content;

[SupportedOSPlatform("linux")]
public sealed class LocalListingTests : IDisposable
{
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_listing_goes_on_when_its_directory_is_let_go(bool isFirst)
    {
        _folder.Write("directory/file", "");
        using LocalTree tree = LocalTree.Open(_folder.Path);
        Assert.Equal(Errno.None, ((IContentTree)tree).OpenRoot(out IContentNode? root));
        Assert.Equal(Errno.None, root!.OpenDirectory("directory"u8, out IContentNode? directory));
        root.Dispose();
        if (!isFirst)
        {
            Assert.Equal(Errno.None, directory!.OpenListing(StatMask.None, out IDirectoryListing? first));
            first!.Dispose();
        }

        Assert.Equal(Errno.None, directory!.OpenListing(StatMask.Size, out IDirectoryListing? listing));
        directory.Dispose();

        EntryBatch batch = new();
        Assert.Equal(Errno.None, listing!.Next(batch));
        Assert.Equal(1, batch.Count);
        Assert.Equal([_folder.At("directory")], OpenDescriptors.Below(_folder.At("directory")));
        listing.Dispose();
        listing.Dispose();
        Assert.Empty(OpenDescriptors.Below(_folder.Path));
    }
}
