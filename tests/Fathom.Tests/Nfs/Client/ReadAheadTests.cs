using Fathom.Nfs;
using Fathom.Tests.Nfs.Server;
using Fathom.Tests.Support;
using Xunit;

namespace Fathom.Tests.Nfs.Client;

public sealed class ReadAheadTests
{
    private const int Length = 3_000_000;

    [Fact]
    public void A_buffer_of_any_size_is_a_block_at_most()
    {
        using FakeNfsServer server = Serve();
        using NfsClient client = NfsClient.Connect(server.Place);
        using ReadAhead content = new(client, HandleOf(client), Length);

        Assert.Equal(Errno.None, content.Get(5, int.MaxValue, out ReadOnlySpan<byte> bytes));

        Assert.False(bytes.IsEmpty);
        Assert.Equal(FakeNfsServer.ContentAt(5), bytes[0]);
    }

    [Fact]
    public void Answers_that_nobody_waits_for_do_not_use_up_the_connection()
    {
        using FakeNfsServer server = Serve();
        server.ReadMax = 16384;
        server.On(Nfs3.Read, FakeAnswer.None, static call => call.Offset > 200_000);
        using NfsClient client = NfsClient.Connect(server.Place, new NfsOptions { Window = 64 });
        using ReadAhead content = new(client, HandleOf(client), Length);

        for (int i = 0; i < 40; i++)
        {
            for (int position = 0; position < 200_000; position += 16384)
            {
                Assert.Equal(Errno.None, content.Get(position, 16384, out ReadOnlySpan<byte> bytes));
                Assert.Equal(FakeNfsServer.ContentAt(position), bytes[0]);
            }
        }
    }

    [Fact]
    public void A_closed_client_says_so_each_time()
    {
        using FakeNfsServer server = Serve();
        NfsClient client = NfsClient.Connect(server.Place);
        using ReadAhead content = new(client, HandleOf(client), Length);
        client.Dispose();

        for (int i = 0; i < 2; i++)
        {
            Assert.Throws<ObjectDisposedException>(() => content.Get(0, 10, out _));
        }
    }

    private static FakeNfsServer Serve() =>
        FakeNfsServer.Start(MemoryNode.Directory("root", MemoryNode.File("file", Length)));

    private static NfsFileHandle HandleOf(NfsClient client)
    {
        Assert.Equal(Errno.None, client.Lookup(client.Root, "file"u8, out NfsNode node));
        return node.Handle;
    }
}
