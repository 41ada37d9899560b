using Fathom.Nfs;
using Fathom.Tests.Nfs.Server;
using Fathom.Tests.Support;
using Xunit;

namespace Fathom.Tests.Nfs.Content;

public sealed class ReadWindowTests
{
    private const int Block = 32768;
    private const int Size = 1_000_000;

    // READ3resok: status, no attributes, no bytes, the end, no bytes.
    private static readonly byte[] s_end = [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0];

    [Fact]
    public void Many_reads_are_on_their_way_at_once_and_each_block_is_asked_for_once()
    {
        using FakeNfsServer server = Serve();

        // The answer to every second READ comes after the two calls that follow it: a client that waits for each would hang.
        server.On(Fathom.Nfs.Nfs3.Read, new FakeAnswer { After = 2 }, static call => call.Offset / Block % 2 == 1);

        Assert.Equal(Content(0, Size), Read(server, 0, Size + 1, out Errno errno));
        Assert.Equal(Errno.None, errno);
        Assert.Equal(31, server.Count(Fathom.Nfs.Nfs3.Read));
    }

    [Fact]
    public void A_server_that_gives_less_than_it_was_asked_for_is_asked_for_the_rest()
    {
        using FakeNfsServer server = Serve();
        server.On(Fathom.Nfs.Nfs3.Read, new FakeAnswer { Edit = Halve }, static call => call.Count > 1000);

        Assert.Equal(Content(77, 500_000), Read(server, 77, 500_000, out Errno errno));
        Assert.Equal(Errno.None, errno);
    }

    [Fact]
    public void A_server_that_is_not_ready_is_asked_again()
    {
        using FakeNfsServer server = Serve();
        server.On(Fathom.Nfs.Nfs3.Read, new FakeAnswer { Status = 10008 }, skip: 2, times: 3);

        Assert.Equal(Content(0, Size), Read(server, 0, Size, out Errno errno));
        Assert.Equal(Errno.None, errno);
    }

    [Fact]
    public void An_error_leaves_the_bytes_before_it()
    {
        using FakeNfsServer server = Serve();
        server.On(Fathom.Nfs.Nfs3.Read, new FakeAnswer { Status = 5 }, static call => call.Offset is 5 * Block or 9 * Block);

        Assert.Equal(Content(0, 5 * Block), Read(server, 0, Size, out Errno errno));
        Assert.Equal(Errno.EIO, errno);
    }

    [Fact]
    public void A_file_that_ends_before_a_block_that_fails_ends_there()
    {
        using FakeNfsServer server = Serve();
        server.On(Fathom.Nfs.Nfs3.Read, new FakeAnswer { Body = s_end, After = 1 }, static call => call.Offset == 3 * Block);
        server.On(Fathom.Nfs.Nfs3.Read, new FakeAnswer { Status = 5 }, static call => call.Offset == 4 * Block);

        Assert.Equal(Content(0, 3 * Block), Read(server, 0, Size, out Errno errno));
        Assert.Equal(Errno.None, errno);
    }

    [Fact]
    public void A_server_that_dies_is_no_end_of_the_file_and_leaves_the_client_usable()
    {
        using FakeNfsServer server = Serve();
        using NfsTree tree = NfsTree.Open(
            server.Place, new NfsOptions { Connections = 1, Timeout = TimeSpan.FromMilliseconds(200), Retries = 1 });
        Assert.Equal(Errno.None, tree.OpenRoot(out IContentNode? root));
        Assert.Equal(Errno.None, root!.Open("file"u8, out IContentNode? node));
        Assert.Equal(Errno.None, node!.OpenFile(out IContentFile? file));
        byte[] buffer = new byte[Size];

        server.Stop();
        Assert.Throws<FathomException>(() => file!.Read(0, buffer, out _));
        server.Restart();

        Deadline.Run(() => Assert.Equal(Errno.None, file!.Read(0, buffer, out _)));
        Assert.Equal(Content(0, Size), buffer);
    }

    private static byte[] Read(FakeNfsServer server, long offset, int count, out Errno errno)
    {
        using NfsTree tree = NfsTree.Open(server.Place, new NfsOptions { Window = 8 });
        Assert.Equal(Errno.None, tree.OpenRoot(out IContentNode? root));
        Assert.Equal(Errno.None, root!.Open("file"u8, out IContentNode? node));
        Assert.Equal(Errno.None, node!.OpenFile(out IContentFile? file));
        byte[] buffer = new byte[count];
        int read = 0;
        Errno result = Errno.None;
        Deadline.Run(() => result = file!.Read(offset, buffer, out read));
        errno = result;
        return buffer[..read];
    }

    /// <summary>Gives the first half of the data of a READ, which then is not the end.</summary>
    private static byte[] Halve(byte[] body)
    {
        XdrReader reader = new(body);
        Assert.Equal(Errno.None, ReadResult.Decode(ref reader, Block, out ReadResult whole));
        XdrWriter writer = new();
        writer.WriteUInt32(0);
        writer.WriteBool(false);
        writer.WriteUInt32((uint)(whole.Data.Length / 2));
        writer.WriteBool(false);
        writer.WriteOpaque(whole.Data[..(whole.Data.Length / 2)]);
        return writer.Written.ToArray();
    }

    private static byte[] Content(long offset, int length) =>
        [.. Enumerable.Range(0, length).Select(i => FakeNfsServer.ContentAt(offset + i))];

    private static FakeNfsServer Serve()
    {
        FakeNfsServer server = FakeNfsServer.Start(MemoryNode.Directory("root", MemoryNode.File("file", Size)));
        server.ReadMax = Block;
        return server;
    }
}
