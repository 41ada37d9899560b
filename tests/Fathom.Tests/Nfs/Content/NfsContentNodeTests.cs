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
