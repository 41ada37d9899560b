using System.Runtime.Versioning;
using Fathom.Local;
using Fathom.Nfs;
using Fathom.Tests.Support;
using Xunit;

namespace Fathom.Tests.Conformance;

/// <summary>Changes on an NFS server, NFS-Ganesha.</summary>
[SupportedOSPlatform("linux")]
public sealed class NfsWritableConformance : WritableConformance, IDisposable
{
    private readonly TempFolder _folder = new(CorpusStore.Folder);

    protected override bool HasAllRenames => false;

    protected override bool KeepsUnlinked => false;

    protected override bool HasXattrs => false;

    // NFS-Ganesha says that it did, and did nothing.
    protected override bool SetsLinkTimes => false;

    protected override IWritableTree Open() => NfsContentConformance.OpenFolder(_folder.Path);

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void What_is_written_stands_in_the_servers_folder()
    {
        byte[] content = ContentSteps.Noise(2_000_001);
        using IWritableTree tree = Open();
        using IWritableNode root = tree.WritableRoot();

        root.Put("file", content);

        Assert.True(content.AsSpan().SequenceEqual(File.ReadAllBytes(_folder.At("file"))));
    }

    [Fact]
    public void A_time_that_the_protocol_cannot_hold_is_refused()
    {
        using IWritableTree tree = Open();
        using IWritableNode root = tree.WritableRoot();

        Assert.Equal(Errno.EINVAL, root.SetAttributes(new NodeChange { Mtime = -1 }));
        Assert.Equal(Errno.EINVAL, root.SetAttributes(new NodeChange { Atime = (uint.MaxValue + 1L) * 1_000_000_000 }));
        Assert.Equal(Errno.None, root.SetAttributes(new NodeChange { Mtime = uint.MaxValue * 1_000_000_000L }));
    }

    [Fact]
    public void Nodes_of_two_trees_do_not_meet()
    {
        using IWritableTree tree = Open();
        using IWritableNode root = tree.WritableRoot();
        root.Put("file", [1]);
        using IWritableNode file = root.WritableAt("file");
        using LocalTree local = LocalTree.Open(_folder.Path);
        using IWritableNode localRoot = local.WritableRoot();
        using IWritableNode localFile = localRoot.WritableAt("file");
        using IWritableTree same = Open();
        using IWritableNode sameRoot = same.WritableRoot();

        Assert.Equal(Errno.EXDEV, root.Link("x"u8, localFile));
        Assert.Equal(Errno.EXDEV, localRoot.Link("x"u8, file));
        Assert.Equal(Errno.EXDEV, root.Rename("file"u8, localRoot, "x"u8, RenameMode.Replace));
        Assert.Equal(Errno.EXDEV, localRoot.Rename("file"u8, root, "x"u8, RenameMode.Replace));
        Assert.Equal(Errno.EXDEV, root.Rename("file"u8, sameRoot, "x"u8, RenameMode.Replace));
        Assert.Equal(["file"], root.Names());
    }

    [Fact]
    public void A_pipe_is_made()
    {
        using IWritableTree tree = Open();
        using IWritableNode root = tree.WritableRoot();

        Assert.Equal(Errno.None, root.MakeSpecial("pipe"u8, EntryKind.Fifo, 0x180, 0, out IWritableNode? pipe));

        Assert.Equal(EntryKind.Fifo, pipe!.Attributes().Kind);
        Assert.Equal(Errno.EINVAL, pipe!.OpenForWriting(out _));
        Assert.Equal(Errno.EINVAL, root.MakeSpecial("file"u8, EntryKind.File, 0x180, 0, out _));
    }
}
