using System.Runtime.Versioning;
using Fathom.Local;
using Fathom.Tests.Conformance;
using Fathom.Tests.Support;
using Fathom.Transfer;
using Xunit;

namespace Fathom.Tests.Transfer.Plan;

/// <summary>The directory above a root is a node as the contract of <see cref="IContentNode"/> wants it.</summary>
[SupportedOSPlatform("linux")]
public sealed class SingleEntryDirectoryTests : IDisposable
{
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void It_has_the_root_and_nothing_else()
    {
        _folder.Write("root/file", "content");
        using LocalTree tree = LocalTree.Open(_folder.At("root"));
        using SingleEntryDirectory directory = Above(tree, "named");

        Assert.Equal(EntryKind.Directory, directory.Kind);
        Assert.Equal(EntryKind.Directory, directory.Attributes().Kind);
        Assert.Equal(["named"], directory.Names());
        Assert.Equal(Errno.ENOENT, directory.Find("root"));
        using IContentNode root = directory.At("named");
        Assert.Equal(["file"], root.Names());
    }

    [Fact]
    public void Its_listing_and_an_opened_name_have_the_attributes_of_the_root()
    {
        File.WriteAllText(_folder.At("file"), "content");
        using LocalTree tree = LocalTree.Open(_folder.At("file"));
        using SingleEntryDirectory directory = Above(tree, "named");

        Assert.Equal(Errno.None, directory.Open("named"u8, StatMask.Basic, out IContentNode? node, out NodeAttributes attributes));
        using (node)
        {
            Assert.Equal((EntryKind.File, 7L), (node!.Kind, attributes.Size));
        }

        directory.List(StatMask.Basic, (batch, index) =>
            Assert.Equal((EntryKind.File, 7L, attributes.Mtime), (batch.Kinds[index], batch.Sizes[index], batch.Mtimes[index])));
    }

    [Fact]
    public void A_root_that_is_a_link_is_listed_with_its_target()
    {
        File.CreateSymbolicLink(_folder.At("link"), "some/where");
        using LocalTree tree = LocalTree.Open(_folder.At("link"));
        using SingleEntryDirectory directory = Above(tree, "named");

        directory.List(StatMask.Basic | StatMask.Target, (batch, index) =>
        {
            Assert.Equal(EntryKind.Symlink, batch.Kinds[index]);
            Assert.Equal("some/where"u8, batch.Target(index));
        });
    }

    [Fact]
    public void It_is_no_file_and_no_link_and_has_no_attributes_of_its_own()
    {
        using LocalTree tree = LocalTree.Open(_folder.Path);
        using SingleEntryDirectory directory = Above(tree, "named");

        Assert.Equal(Errno.EISDIR, directory.OpenFile(out IContentFile? file));
        Assert.Null(file);
        Assert.Equal(Errno.EINVAL, directory.ReadTarget(out byte[] target));
        Assert.Empty(target);
        Assert.Equal(Errno.ENODATA, directory.ReadXattr("user.x"u8, default, out _));
        Assert.Equal(Errno.None, directory.ListXattrs(default, out int length));
        Assert.Equal(0, length);
    }

    private static SingleEntryDirectory Above(LocalTree tree, string name) => new(tree, tree.Root(), ContentSteps.Bytes(name));
}
