using System.Security.Cryptography;
using Fathom.Nfs;
using Fathom.Tests.Conformance;
using Fathom.Tests.Nfs.Server;
using Fathom.Tests.Support;
using Xunit;

namespace Fathom.Tests.Nfs;

public sealed class NfsFileStreamTests
{
    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(65_536)]
    [InlineData(5_000_001)]
    public void A_real_server_gives_the_bytes_of_the_file(int length)
    {
        GaneshaServer server = GaneshaServer.Shared;
        using TempFolder folder = new(CorpusStore.Folder);
        byte[] content = RandomNumberGenerator.GetBytes(length);
        File.WriteAllBytes(folder.At("file"), content);
        using NfsClient client = NfsClientTests.Connect(server.UrlOf(folder.Path));

        using NfsFileStream stream = client.OpenRead("file"u8);

        Assert.Equal(length, stream.Length);
        Assert.Equal(content, ReadAll(stream));
    }

    [Fact]
    public void Many_reads_are_on_their_way_at_once()
    {
        using FakeNfsServer server = Serve(3_000_000);
        server.ReadMax = 32768;
        using NfsClient client = NfsClient.Connect(server.Place, new NfsOptions { Window = 8 });

        // The answer to every second READ comes after the two calls that follow it.
        server.On(Fathom.Nfs.Nfs3.Read, new FakeAnswer { After = 2 }, static call => call.Offset / 32768 % 2 == 1);
        using NfsFileStream stream = client.OpenRead("file"u8);

        Assert.Equal(Content(0, 3_000_000), ReadAll(stream));

        Assert.Equal(92, server.Count(Fathom.Nfs.Nfs3.Read));
        Assert.True(server.CallsOf(Fathom.Nfs.Nfs3.Read).All(static call => call.Offset < 3_000_000));
    }

    [Fact]
    public void A_small_file_is_one_read_on_a_shared_connection()
    {
        using FakeNfsServer server = Serve(1000);
        using NfsClient client = NfsClient.Connect(server.Place, new NfsOptions { Connections = 1 });

        for (int i = 0; i < 5; i++)
        {
            using NfsFileStream stream = client.OpenRead("file"u8);
            Assert.Equal(Content(0, 1000), ReadAll(stream));
        }

        Assert.Equal(1, server.Connections);
        Assert.InRange(server.Count(Fathom.Nfs.Nfs3.Read), 5, 10);
    }

    [Fact]
    public void Streams_take_connections_from_one_another_but_not_from_calls()
    {
        using FakeNfsServer server = Serve(3_000_000);
        server.ReadMax = 32768;
        using NfsClient client = NfsClient.Connect(server.Place, new NfsOptions { Connections = 1 });
        for (int i = 0; i < 10; i++)
        {
            using NfsFileStream stream = client.OpenRead("file"u8);
            using NfsFileStream other = client.OpenRead("file"u8);
            stream.ReadExactly(new byte[100_000]);
            other.ReadExactly(new byte[100_000]);
            Deadline.Run(() => Assert.Equal(Errno.None, client.Ping()));
            Assert.Equal(Content(100_000, 2_900_000), ReadAll(stream));
            Assert.Equal(Content(100_000, 2_900_000), ReadAll(other));
        }

        Assert.InRange(server.Connections, 2, 30);
    }

    [Fact]
    public void Reading_here_and_there_gives_what_stands_there()
    {
        using FakeNfsServer server = Serve(1_000_000);
        server.ReadMax = 16384;
        using NfsClient client = NfsClient.Connect(server.Place);
        using NfsFileStream stream = client.OpenRead("file"u8);
        Random random = new(1);
        byte[] buffer = new byte[60_000];

        for (int i = 0; i < 300; i++)
        {
            stream.Position = random.Next(3) switch
            {
                0 => stream.Position,
                1 => random.Next(1_100_000),
                _ => Math.Max(0, stream.Position + random.Next(-40_000, 40_000)),
            };
            long position = stream.Position;
            int wanted = random.Next(1, buffer.Length);
            int read = stream.ReadAtLeast(buffer.AsSpan(0, wanted), wanted, throwOnEndOfStream: false);
            Assert.Equal(Math.Clamp(1_000_000 - position, 0, wanted), read);
            Assert.Equal(Content(position, read), buffer[..read]);
        }
    }

    [Fact]
    public void A_server_that_gives_less_than_it_was_asked_for_is_asked_for_the_rest()
    {
        using FakeNfsServer server = Serve(200_000);
        server.ReadMax = 50_000;
        server.On(Fathom.Nfs.Nfs3.Read, new FakeAnswer { Edit = Halve }, static call => call.Count > 1000);
        using NfsClient client = NfsClient.Connect(server.Place);
        using NfsFileStream stream = client.OpenRead("file"u8);

        Assert.Equal(Content(0, 200_000), ReadAll(stream));
    }

    [Theory]
    [InlineData(5u, Errno.EIO)]
    [InlineData(70u, Errno.ESTALE)]
    [InlineData(13u, Errno.EACCES)]
    public void An_error_is_never_the_end_of_the_file(uint status, Errno errno)
    {
        using FakeNfsServer server = Serve(1_000_000);
        server.ReadMax = 65536;
        server.On(Fathom.Nfs.Nfs3.Read, new FakeAnswer { Status = status }, static call => call.Offset == 5 * 65536, times: 1);
        using NfsClient client = NfsClient.Connect(server.Place);
        using NfsFileStream stream = client.OpenRead("file"u8);
        using MemoryStream copy = new();

        IOException exception = Assert.Throws<IOException>(() => stream.CopyTo(copy));

        Assert.Contains(errno.Describe(), exception.Message, StringComparison.Ordinal);
        Assert.Contains("'file' at byte 327680", exception.Message, StringComparison.Ordinal);
        Assert.Equal(Content(0, 5 * 65536), copy.ToArray());

        // Who tries again goes on where it failed.
        Assert.Equal(Content(5 * 65536, 1_000_000 - (5 * 65536)), ReadAll(stream));
    }

    [Theory]
    [InlineData(1000)]
    [InlineData(1_000_000)]
    public void A_dead_server_is_never_the_end_of_the_file(int length)
    {
        using FakeNfsServer server = Serve(length);
        server.ReadMax = 65536;
        using NfsClient client = NfsClient.Connect(server.Place, new NfsOptions { Timeout = TimeSpan.FromMilliseconds(200), Retries = 1 });
        using NfsFileStream stream = client.OpenRead("file"u8);

        server.Stop();
        IOException exception = Assert.Throws<IOException>(() => ReadAll(stream));
        server.Restart();

        Assert.Contains("no answer from NFS server", exception.Message, StringComparison.Ordinal);
        Assert.Equal(length - stream.Position, ReadAll(stream).Length);
    }

    [Fact]
    public void A_file_that_shrank_ends_where_it_ends_now()
    {
        using FakeNfsServer server = Serve(100_000);
        server.ReadMax = 8192;
        server.On(Fathom.Nfs.Nfs3.Read, new FakeAnswer { Body = End }, static call => call.Offset >= 16384);
        using NfsClient client = NfsClient.Connect(server.Place);
        using NfsFileStream stream = client.OpenRead("file"u8);

        Assert.Equal(Content(0, 16384), ReadAll(stream));
    }

    [Fact]
    public void A_server_that_is_not_ready_is_asked_again()
    {
        using FakeNfsServer server = Serve(300_000);
        server.ReadMax = 65536;
        server.On(Fathom.Nfs.Nfs3.Read, new FakeAnswer { Status = 10008 }, skip: 2, times: 2);
        using NfsClient client = NfsClient.Connect(server.Place);
        using NfsFileStream stream = client.OpenRead("file"u8);

        Assert.Equal(Content(0, 300_000), ReadAll(stream));
        Assert.Equal(2, client.Statistics.JukeboxRetries);
    }

    [Fact]
    public void Only_files_that_are_there_are_opened()
    {
        using FakeNfsServer server = Serve(1);
        using NfsClient client = NfsClient.Connect(server.Place);

        IOException missing = Assert.Throws<IOException>(() => client.OpenRead("nothing"u8));
        IOException directory = Assert.Throws<IOException>(() => client.OpenRead(client.Root));

        Assert.Equal("cannot find 'nothing': No such file or directory", missing.Message);
        Assert.Contains(Errno.EISDIR.Describe(), directory.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_closed_stream_says_so_and_cannot_be_written()
    {
        using FakeNfsServer server = Serve(10);
        using NfsClient client = NfsClient.Connect(server.Place);
        NfsFileStream stream = client.OpenRead("file"u8);

        Assert.Throws<NotSupportedException>(() => stream.Write([1]));
        Assert.Throws<NotSupportedException>(() => stream.SetLength(1));
        Assert.Throws<IOException>(() => stream.Seek(-1, SeekOrigin.Begin));
        Assert.Equal(7, stream.Seek(-3, SeekOrigin.End));
        stream.Dispose();
        Assert.Throws<ObjectDisposedException>(() => stream.ReadByte());
        Assert.False(stream.CanRead);
    }

    // READ3resok: status, no attributes, no bytes, the end, no bytes.
    private static readonly byte[] End = [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0];

    /// <summary>Gives the first half of the data of a READ, which then is not the end.</summary>
    private static byte[] Halve(byte[] body)
    {
        XdrReader reader = new(body);
        Assert.Equal(Errno.None, Nfs3Result.Begin(ref reader));
        Assert.True(reader.TryReadUInt32(out uint count));
        Assert.True(reader.TryReadBool(out _));
        Assert.True(reader.TryReadOpaque((int)count, out ReadOnlySpan<byte> data));
        XdrWriter writer = new();
        writer.WriteUInt32(0);
        writer.WriteBool(false);
        writer.WriteUInt32(count / 2);
        writer.WriteBool(false);
        writer.WriteOpaque(data[..(int)(count / 2)]);
        return writer.Written.ToArray();
    }

    private static byte[] Content(long offset, long length) =>
        [.. Enumerable.Range(0, (int)length).Select(i => FakeNfsServer.ContentAt(offset + i))];

    private static byte[] ReadAll(Stream stream)
    {
        using MemoryStream copy = new();
        stream.CopyTo(copy);
        return copy.ToArray();
    }

    private static FakeNfsServer Serve(long size) => FakeNfsServer.Start(MemoryNode.Directory("root", MemoryNode.File("file", size)));
}
