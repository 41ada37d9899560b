using System.Runtime.Versioning;
using Fathom.Local;
using Fathom.Tests.Interop;
using Fathom.Tests.Support;
using Xunit;

namespace Fathom.Tests.Conformance;

[SupportedOSPlatform("linux")]
public sealed class LocalContentConformance : DiskContentConformance
{
    protected override IContentTree Open() => LocalTree.Open(FolderPath);

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

    [Fact]
    public void A_directory_that_may_be_read_and_not_searched_is_listed()
    {
        Assert.SkipUnless(RawFiles.IsRoot, "its own user may read what it made");
        PutDirectory("named");
        File.WriteAllBytes(Path.Combine(FolderPath, "named", "inside"), []);
        InFolder(static directory => RawFiles.ChangeModeAt(directory, "named"u8, 0x124));

        LookAsOrdinaryUser(static root =>
        {
            using IContentNode named = root.At("named");
            Assert.Equal(["inside"], named.Names());
            Assert.Equal(Errno.EACCES, named.Find("inside"));
        });
    }

    [Fact]
    public void A_root_that_is_a_link_is_followed_only_if_asked_for_and_links_below_never_are()
    {
        PutDirectory("directory");
        PutSymlink("link", "directory");
        PutSymlink("directory/inner", "..");
        string link = Path.Combine(FolderPath, "link");
        using LocalTree itself = LocalTree.Open(link);
        using LocalTree followed = LocalTree.Open(link, new LocalTreeOptions { FollowRoot = true });
        using IContentNode linkRoot = itself.Root();
        using IContentNode directoryRoot = followed.Root();
        using IContentNode inner = directoryRoot.At("inner");

        Assert.Equal(EntryKind.Symlink, linkRoot.Kind);
        Assert.Equal(EntryKind.Directory, directoryRoot.Kind);
        Assert.Equal(EntryKind.Symlink, inner.Kind);
    }
}
