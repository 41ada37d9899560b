using Fathom.Nfs;
using Fathom.Tests.Conformance;
using Fathom.Tests.Nfs.Server;
using Fathom.Tests.Support;
using Xunit;

namespace Fathom.Tests.Nfs.Content;

public sealed class NfsContentNodeTests
{
    private const uint Plain = 0x1a4; // 0644

    [Fact]
    public void A_server_without_exclusive_creation_is_asked_for_a_guarded_one()
    {
        using FakeNfsServer server = Serve();
        using NfsTree tree = NfsTree.Open(server.Place);
        using IContentNode root = tree.Root();
        using IContentNode file = root.At("file");
        byte[] body = MadeBody(file.Attributes().Inode);
        server.On(Fathom.Nfs.Nfs3.Create, new FakeAnswer { Status = 10004 }, times: 1);
        server.On(Fathom.Nfs.Nfs3.Create, new FakeAnswer { AcceptStatus = 0, Body = body });

        Errno errno = ((IWritableNode)root).CreateFile("new"u8, Plain, true, out IWritableNode? node, out _);

        Assert.Equal(Errno.None, errno);
        Assert.Equal(file.Attributes().Id, node!.Attributes().Id);
        Assert.Equal(2, server.Count(Fathom.Nfs.Nfs3.Create));
    }

    [Fact]
    public void A_name_that_comes_and_goes_all_the_time_ends_as_an_error()
    {
        using FakeNfsServer server = Serve();
        server.On(Fathom.Nfs.Nfs3.Create, new FakeAnswer { Status = 17 });
        using NfsTree tree = NfsTree.Open(server.Place);
        using IContentNode root = tree.Root();

        Deadline.Run(() => Assert.Equal(Errno.EAGAIN, ((IWritableNode)root).CreateFile("absent"u8, Plain, false, out _, out _)));

        Assert.Equal(Errno.None, ((IWritableNode)root).CreateFile("file"u8, Plain, false, out IWritableNode? node, out _));
        Assert.Equal(1000, node!.Content().Length);
    }

    [Fact]
    public void Attributes_that_a_LOOKUP_brings_are_not_asked_for_again()
    {
        using FakeNfsServer server = Serve();
        using NfsTree tree = NfsTree.Open(server.Place);
        using IContentNode root = tree.Root();
        int before = server.Calls.Count;

        Assert.Equal(Errno.None, root.Open("file"u8, StatMask.Size, out _, out NodeAttributes attributes));

        Assert.Equal(1000, attributes.Size);
        Assert.Equal(before + 1, server.Calls.Count);
    }

    [Fact]
    public void A_small_file_opened_by_its_handle_is_one_call_with_its_attributes()
    {
        using FakeNfsServer server = Serve();
        using NfsTree tree = NfsTree.Open(server.Place);
        using IContentNode root = tree.Root();
        byte[] handle = HandleOf(root, "file");
        int before = server.Calls.Count;

        Assert.Equal(Errno.None, root.Open(new NodeHandle(handle), EntryKind.File, out IContentNode? node));
        using IContentFile file = node!.File();
        byte[] buffer = new byte[1000];
        Assert.Equal(Errno.None, file.Read(0, buffer, StatMask.Size | StatMask.Mtime, out int read, out NodeAttributes? attributes));

        Assert.Equal(before + 1, server.Calls.Count);
        Assert.Equal(1000, read);
        Assert.Equal(node!.Attributes(), attributes);
    }

    [Fact]
    public void Attributes_that_a_READ_leaves_out_are_asked_for()
    {
        using FakeNfsServer server = Serve();
        using NfsTree tree = NfsTree.Open(server.Place);
        using IContentNode root = tree.Root();
        using IContentNode node = root.At("file");
        using IContentFile file = node.File();

        // READ3resok: status, no attributes, one byte, the end, the byte.
        server.On(Fathom.Nfs.Nfs3.Read, new FakeAnswer { Body = [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 1, 0, 0, 0, 1, 7, 0, 0, 0] });

        Assert.Equal(Errno.None, file.Read(0, new byte[10], StatMask.Size, out int read, out NodeAttributes? attributes));

        Assert.Equal((1, 1000L), (read, attributes?.Size));
    }

    [Fact]
    public void A_handle_that_the_server_forgot_opens_and_is_stale_once_it_is_used()
    {
        using FakeNfsServer server = Serve();
        using NfsTree tree = NfsTree.Open(server.Place);
        using IContentNode root = tree.Root();
        byte[] handle = HandleOf(root, "file");
        server.On(Fathom.Nfs.Nfs3.Read, new FakeAnswer { Status = 70 });

        Assert.Equal(Errno.None, root.Open(new NodeHandle(handle), EntryKind.File, out IContentNode? node));
        using IContentFile file = node!.File();

        Assert.Equal(Errno.ESTALE, file.Read(0, new byte[10], StatMask.Size, out _, out NodeAttributes? attributes));
        Assert.Null(attributes);
    }

    private static byte[] HandleOf(IContentNode directory, string name)
    {
        byte[] handle = [];
        directory.List(StatMask.Kind, (batch, i) => handle = batch.Name(i).SequenceEqual(ContentSteps.Bytes(name)) ? batch.Handle(i).Bytes.ToArray() : handle);
        Assert.NotEmpty(handle);
        return handle;
    }

    // CREATE3resok: status, the handle, no attributes, none of the directory before and after.
    private static byte[] MadeBody(ulong fileId)
    {
        XdrWriter writer = new();
        writer.WriteUInt32(0);
        writer.WriteBool(true);
        writer.WriteOpaque(FakeNode.HandleOf(fileId));
        writer.WriteBool(false);
        writer.WriteBool(false);
        writer.WriteBool(false);
        return writer.Written.ToArray();
    }

    private static FakeNfsServer Serve() => FakeNfsServer.Start(MemoryNode.Directory("root", MemoryNode.File("file", 1000)));
}
