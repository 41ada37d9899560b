using System.Runtime.Versioning;
using Fathom.Local;
using Fathom.Tests.Interop;
using Fathom.Tests.Support;
using Xunit;

namespace Fathom.Tests.Conformance;

[SupportedOSPlatform("linux")]
public sealed class LocalWritableConformance : WritableConformance, IDisposable
{
    private const uint OrdinaryUser = 65534;

    private readonly TempFolder _folder = new(CorpusStore.Folder);

    // On a link only who is root may set any, and then not of the user's.
    protected override string LinkXattr => RawFiles.IsRoot ? "trusted.own" : "";

    protected override IWritableTree Open() => LocalTree.Open(_folder.Path);

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Everything_that_was_disposed_is_closed()
    {
        using IWritableTree tree = Open();
        using (IWritableNode root = tree.WritableRoot())
        {
            Assert.NotEmpty(OpenDescriptors.Below(_folder.Path));
            using IWritableNode directory = root.PutDirectory("directory");
            directory.Put("file", [1]);
            Assert.Equal([1], directory.ContentAt("file"));
            Assert.Equal(["file"], directory.Names());
            Assert.Equal(Errno.None, root.MakeSymlink("link"u8, "x"u8, out IWritableNode? link));
            link!.Dispose();
            Assert.Equal(Errno.EISDIR, root.CreateFile("directory"u8, 0x1a4, false, out _, out _));
            Assert.Equal(Errno.None, directory.CreateFile("file"u8, 0x1a4, false, out IWritableNode? node, out IWritableFile? file));
            node!.Dispose();
            file!.Dispose();
            Assert.Equal(Errno.None, directory.Sync());
            Assert.Equal(Errno.None, tree.ReadSpace(out _));
        }

        Assert.Empty(OpenDescriptors.Below(_folder.Path));
    }

    [Fact]
    public void A_node_that_was_disposed_cannot_be_used()
    {
        using IWritableTree tree = Open();
        IWritableNode root = tree.WritableRoot();
        root.Dispose();

        Assert.Throws<ObjectDisposedException>(() => root.ReadAttributes(StatMask.Basic, out _));
        Assert.Throws<ObjectDisposedException>(() => root.Find("x"));
    }

    [Fact]
    public void A_link_that_is_swapped_in_never_leads_out()
    {
        using TempFolder outside = new(CorpusStore.Folder);
        outside.Write("secret", "outside");
        _folder.Write("inside/secret", "inside");
        File.CreateSymbolicLink(_folder.At("link"), outside.Path);
        using IWritableTree tree = Open();
        using IWritableNode root = tree.WritableRoot();
        bool isOver = false;
        Errno swapped = Errno.None;
        Thread swapper = new(() =>
        {
            while (!Volatile.Read(ref isOver) && swapped == Errno.None)
            {
                swapped = root.Rename("inside"u8, root, "link"u8, RenameMode.Exchange);
            }
        });
        swapper.Start();
        int linksSeen = 0;
        int directoriesSeen = 0;
        try
        {
            for (int i = 0; i < 5000 || (i < 500_000 && (linksSeen == 0 || directoriesSeen == 0)); i++)
            {
                using IWritableNode node = root.WritableAt("inside");
                linksSeen += node.Kind == EntryKind.Symlink ? 1 : 0;
                directoriesSeen += node.Kind == EntryKind.Directory ? 1 : 0;
                Errno errno = node.Open("secret"u8, out IContentNode? secret);
                using (secret)
                {
                    Assert.Equal(node.Kind == EntryKind.Directory ? Errno.None : Errno.ENOTDIR, errno);
                    Assert.True(secret is null || secret.Content().AsSpan().SequenceEqual("inside"u8));
                }

                errno = node.CreateFile("new"u8, 0x1a4, false, out IWritableNode? made, out IWritableFile? file);
                Assert.Equal(node.Kind == EntryKind.Directory ? Errno.None : Errno.ENOTDIR, errno);
                made?.Dispose();
                file?.Dispose();
            }
        }
        finally
        {
            Volatile.Write(ref isOver, true);
            swapper.Join();
        }

        Assert.Equal(Errno.None, swapped);
        Assert.NotEqual(0, linksSeen);
        Assert.NotEqual(0, directoriesSeen);
        Assert.Equal(["secret"], Directory.EnumerateFileSystemEntries(outside.Path).Select(Path.GetFileName));
    }

    [Fact]
    public void A_full_file_system_says_so_and_keeps_what_fitted()
    {
        Assert.SkipUnless(RawFiles.IsRoot, "mounting needs root");
        using TempFolder small = new();
        Shell.Run("mount", "-t", "tmpfs", "-o", "size=1m", "none", small.Path).EnsureSuccess();
        try
        {
            using LocalTree tree = LocalTree.Open(small.Path);
            using IWritableNode root = tree.WritableRoot();
            Assert.Equal(Errno.None, tree.ReadSpace(out TreeSpace space));
            Assert.Equal(1024 * 1024, space.TotalBytes);
            byte[] content = ContentSteps.Noise(2 * 1024 * 1024);
            Assert.Equal(Errno.None, root.CreateFile("file"u8, 0x1a4, true, out IWritableNode? node, out IWritableFile? file));
            using (node)
            using (file)
            {
                Assert.Equal(Errno.ENOSPC, file!.Write(0, content, out int written));

                Assert.InRange(written, 1, 1024 * 1024);
                Assert.Equal(written, node!.Attributes().Size);
                Assert.Equal(content[..written], node!.Content());
                Assert.Equal(Errno.None, tree.ReadSpace(out space));
                Assert.Equal(0, space.FreeBytes);
            }
        }
        finally
        {
            Shell.Run("umount", "-l", small.Path).EnsureSuccess();
        }
    }

    [Fact]
    public void Times_before_1970_and_after_2038_are_kept()
    {
        using IWritableTree tree = Open();
        using IWritableNode root = tree.WritableRoot();
        root.Put("file", []);
        using IWritableNode node = root.WritableAt("file");

        // ext4 keeps times from 1901 on.
        Assert.Equal(Errno.None, node.SetAttributes(new NodeChange { Atime = -1, Mtime = -1_000_000_000_000_000_001 }));
        Assert.Equal((-1, -1_000_000_000_000_000_001), (node.Attributes().Atime, node.Attributes().Mtime));
        Assert.Equal(Errno.None, node.SetAttributes(new NodeChange { Mtime = 5_000_000_000_000_000_000 }));
        Assert.Equal(5_000_000_000_000_000_000, node.Attributes().Mtime);
    }

    [Fact]
    public void Owners_change_without_the_mode_and_with_it()
    {
        Assert.SkipUnless(RawFiles.IsRoot, "changing owners needs root");
        using IWritableTree tree = Open();
        using IWritableNode root = tree.WritableRoot();
        root.Put("file", []);
        using IWritableNode node = root.WritableAt("file");
        Assert.Equal(Errno.None, root.MakeSymlink("link"u8, "file"u8, out IWritableNode? link));
        using (link)
        {
            Assert.Equal(Errno.None, link!.SetAttributes(new NodeChange { Uid = 5, Gid = 6 }));
            Assert.Equal((5u, 6u), (link.Attributes().Uid, link.Attributes().Gid));
            Assert.Equal(Errno.EOPNOTSUPP, link.SetAttributes(new NodeChange { Mode = 0x1ff }));
        }

        Assert.Equal(0u, node.Attributes().Uid);
        Assert.Equal(Errno.None, node.SetAttributes(new NodeChange { Gid = 7, Mode = 0x9ed }));
        Assert.Equal((0u, 7u, 0x9edu), (node.Attributes().Uid, node.Attributes().Gid, node.Attributes().Mode & 0xfff));
    }

    [Fact]
    public void A_file_that_may_be_written_and_not_read_opens_for_writing()
    {
        Assert.SkipUnless(RawFiles.IsRoot, "becoming somebody else needs root");
        using IWritableTree tree = Open();
        using IWritableNode root = tree.WritableRoot();
        root.Put("drop", [1], 0x180);
        using IWritableNode drop = root.WritableAt("drop");
        Assert.Equal(Errno.None, drop.SetAttributes(new NodeChange { Mode = 0x92 }));

        Deadline.Run(() =>
        {
            RawFiles.SetThreadUser(OrdinaryUser);
            try
            {
                using IWritableFile file = drop.FileForWriting();
                file.WriteAll(0, [2]);
                Assert.Equal(Errno.EBADF, file.Read(0, new byte[1], out _));
                Assert.Equal(Errno.EACCES, drop.OpenFile(out _));
                Assert.Equal(Errno.None, drop.Sync());
                Assert.Equal(Errno.EACCES, root.MakeDirectory("mine"u8, 0x1ff, out _));
                Assert.Equal(Errno.EPERM, drop.SetAttributes(new NodeChange { Mode = 0x1ff }));
            }
            finally
            {
                RawFiles.SetThreadUser(0);
            }
        });
        Assert.Equal([2], drop.Content());
    }

    [Theory]
    [InlineData(EntryKind.Fifo, 0)]
    [InlineData(EntryKind.Socket, 0)]
    [InlineData(EntryKind.CharacterDevice, 0x103)]
    [InlineData(EntryKind.BlockDevice, 0x700)]
    public void Special_nodes_are_made_and_never_opened_as_files(EntryKind kind, int device)
    {
        Assert.SkipUnless(RawFiles.IsRoot, "devices need root");
        using IWritableTree tree = Open();
        using IWritableNode root = tree.WritableRoot();

        Assert.Equal(Errno.None, root.MakeSpecial("node"u8, kind, 0x180, (ulong)device, out IWritableNode? node));
        using (node)
        {
            Assert.Equal(kind, node!.Kind);
            Assert.Equal((ulong)device, node.Attributes().RawDevice);
            Assert.Equal(0x180u, node.Attributes().Mode & 0xfff);
            Assert.Equal(Errno.EINVAL, node.OpenForWriting(out _));
            Assert.Equal(Errno.EINVAL, node.Sync());
        }

        Assert.Equal(Errno.EINVAL, root.CreateFile("node"u8, 0x180, false, out _, out _));
        Assert.Equal(Errno.EINVAL, root.MakeSpecial("file"u8, EntryKind.File, 0x180, 0, out _));
    }

    [Fact]
    public void A_directory_that_was_removed_takes_no_names()
    {
        using IWritableTree tree = Open();
        using IWritableNode root = tree.WritableRoot();
        using IWritableNode directory = root.PutDirectory("directory");
        Assert.Equal(Errno.None, root.RemoveDirectory("directory"u8));

        Assert.Equal(Errno.ENOENT, directory.CreateFile("x"u8, 0x1a4, true, out _, out _));
        Assert.Equal(Errno.ENOENT, directory.Find("x"));
    }
}
