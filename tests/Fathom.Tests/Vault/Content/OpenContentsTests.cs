using System.Runtime.Versioning;
using Fathom.Tests.Conformance;
using Fathom.Tests.Vault.Support;
using Fathom.Vault;
using Xunit;

namespace Fathom.Tests.Vault.Content;

[SupportedOSPlatform("linux")]
public sealed class OpenContentsTests
{
    private const int Chunk = CipherLayout.ChunkLength;

    [Fact]
    public void What_one_handle_writes_those_that_were_opened_before_read()
    {
        using StoredContent stored = new();
        using VaultFile writer = stored.Create();
        writer.WriteAll(0, ContentSteps.Noise(2 * Chunk));
        using VaultFile reader = stored.OpenForReading();
        reader.Read(5, 10);
        Assert.Equal(1, stored.Tree.OpenContents.Count);

        writer.WriteAll(5, [1, 2, 3]);
        Assert.Equal([1, 2, 3], reader.Read(5, 3));
        Assert.Equal(Errno.None, writer.SetLength(6));
        Assert.Equal([1], reader.Read(5, 10));
        Assert.Equal(Errno.None, reader.ReadAttributes(StatMask.Size, out NodeAttributes attributes));
        Assert.Equal(6, attributes.Size);
    }

    [Fact]
    public void Who_opens_a_file_that_is_just_being_made_has_the_same_content()
    {
        using StoredContent stored = new();
        VaultFile? early = null;
        using VaultFile made = stored.Create(file => new FaultyFile(file) { Written = () => early ??= stored.OpenForWriting() });
        using (early)
        {
            made.WriteAll(0, [1, 2, 3]);
            Assert.Equal([1, 2, 3], made.Read(0, 10));
            early!.WriteAll(1, [4]);
            Assert.Equal([1, 4, 3], made.Read(0, 10));
        }
    }

    [Fact]
    public void The_last_close_forgets_the_content_and_its_chunks()
    {
        using StoredContent stored = new();
        stored.Put(ContentSteps.Noise(2 * Chunk));
        VaultFile first = stored.OpenForReading();
        VaultFile second = stored.OpenForWriting();
        first.Read(5, 10);
        second.Read(Chunk + 5, 10);
        Assert.Equal(2, stored.Tree.Chunks.Count);

        first.Dispose();
        first.Dispose();
        Assert.Equal(2, stored.Tree.Chunks.Count);
        Assert.Equal(10, second.Read(5, 10).Length);
        second.Dispose();

        Assert.Equal((0, 0), (stored.Tree.Chunks.Count, stored.Tree.OpenContents.Count));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_file_that_was_replaced_or_written_anew_is_another_one(bool isReplaced)
    {
        using StoredContent stored = new();
        stored.Put([1, 2, 3]);
        using VaultFile old = stored.OpenForReading();
        Assert.Equal([1, 2, 3], old.Read(0, 10));
        if (isReplaced)
        {
            File.Move(stored.Path, stored.Path + ".old");
        }

        stored.Put([4, 5]);
        using VaultFile now = stored.OpenForWriting();
        using VaultFile again = stored.OpenForReading();
        now.WriteAll(2, [6]);

        Assert.Equal([4, 5, 6], again.Read(0, 10));
        Assert.Equal([1, 2, 3], old.Read(0, 10));
    }

    [Fact]
    public void A_file_that_may_be_written_and_not_read_cannot_be_opened()
    {
        using StoredContent stored = new();
        FaultyFile? faulty = null;
        using VaultFile file = stored.Create(inner => faulty = new FaultyFile(inner));
        using VaultWriter keys = new(Directory.CreateDirectory(stored.Path + ".keys").FullName, CipherCombo.SivGcm);
        faulty!.ReadError = Errno.EBADF;

        Assert.Equal(Errno.EACCES, stored.Tree.OpenContents.Open(keys.Headers, faulty, out OpenContent? content));
        Assert.Null(content);
    }

    [Fact]
    public void A_header_that_cannot_be_written_is_an_error_and_closes_the_stored_file()
    {
        using StoredContent stored = new();
        ClosableFile closable = new();

        Assert.Equal(Errno.ENOSPC, VaultFile.Create(stored.Tree, closable, out VaultFile? made));
        Assert.Null(made);
        Assert.True(closable.IsClosed);
    }

    private sealed class ClosableFile : IWritableFile
    {
        public bool IsClosed { get; private set; }

        public Errno Read(long offset, Span<byte> buffer, out int read)
        {
            read = 0;
            return Errno.None;
        }

        public Errno ReadAttributes(StatMask mask, out NodeAttributes attributes)
        {
            attributes = default;
            return Errno.None;
        }

        public Errno Write(long offset, ReadOnlySpan<byte> data, out int written)
        {
            written = 0;
            return Errno.ENOSPC;
        }

        public Errno SetLength(long length) => Errno.None;

        public Errno Sync(bool isDataOnly) => Errno.None;

        public void Dispose() => IsClosed = true;
    }
}
