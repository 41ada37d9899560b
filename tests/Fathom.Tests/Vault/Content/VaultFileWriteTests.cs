using System.Runtime.Versioning;
using Fathom.Tests.Conformance;
using Fathom.Tests.Vault.Support;
using Fathom.Vault;
using Xunit;

namespace Fathom.Tests.Vault.Content;

[SupportedOSPlatform("linux")]
public sealed class VaultFileWriteTests
{
    private const int Chunk = CipherLayout.ChunkLength;

    public static TheoryData<CipherCombo> Ciphers => [CipherCombo.SivGcm, CipherCombo.SivCtrMac];

    [Theory]
    [MemberData(nameof(Ciphers))]
    public void A_full_disk_takes_nothing_of_the_last_chunk_that_was_to_grow(CipherCombo cipher)
    {
        using StoredContent stored = new(cipher);
        using VaultFile file = Create(stored, out FaultyFile faulty);
        byte[] content = ContentSteps.Noise(Chunk + 10_000);
        file.WriteAll(0, content);
        faulty.MaxSize = new FileInfo(stored.Path).Length + 500;

        Assert.Equal(Errno.ENOSPC, file.Write(content.Length, new byte[8000], out int written));

        Assert.Equal(0, written);
        Assert.Equal(content, stored.Decrypt());
        Assert.Equal(content, file.Read(0, content.Length + 1));
    }

    [Theory]
    [MemberData(nameof(Ciphers))]
    public void A_full_disk_holds_the_chunks_that_are_counted_as_written(CipherCombo cipher)
    {
        using StoredContent stored = new(cipher);
        using VaultFile file = Create(stored, out FaultyFile faulty);
        faulty.MaxSize = ContentSize.OffsetOf(stored.Layout, 40) + 5000;
        byte[] content = ContentSteps.Noise(60 * Chunk);

        Assert.Equal(Errno.ENOSPC, file.Write(0, content, out int written));

        Assert.Equal(40 * Chunk, written);
        Assert.True(content.AsSpan(0, written).SequenceEqual(stored.Decrypt()));
    }

    [Fact]
    public void What_was_to_be_written_over_on_a_full_disk_is_the_new_bytes_as_far_as_there_was_room()
    {
        using StoredContent stored = new();
        using VaultFile file = Create(stored, out FaultyFile faulty);
        file.WriteAll(0, new byte[Chunk + 700]);
        faulty.MaxSize = new FileInfo(stored.Path).Length;
        byte[] content = ContentSteps.Noise(3 * Chunk);

        Assert.Equal(Errno.ENOSPC, file.Write(0, content, out int written));

        Assert.Equal(Chunk + 700, written);
        Assert.True(content.AsSpan(0, written).SequenceEqual(stored.Decrypt()));
    }

    [Fact]
    public void A_chunk_that_cannot_be_read_is_not_changed()
    {
        using StoredContent stored = new(options: new VaultOptions { CacheBytes = 0 });
        using VaultFile file = Create(stored, out FaultyFile faulty);
        file.WriteAll(0, ContentSteps.Noise(2 * Chunk));
        byte[] before = File.ReadAllBytes(stored.Path);
        faulty.ReadError = Errno.EIO;

        Assert.Equal(Errno.EIO, file.Write(100, [1], out int written));
        Assert.Equal(Errno.EIO, file.SetLength(Chunk + 5));

        Assert.Equal(0, written);
        Assert.Equal(before, File.ReadAllBytes(stored.Path));
    }

    [Theory]
    [MemberData(nameof(Ciphers))]
    public void A_damaged_chunk_is_not_changed_in_part_but_can_be_written_whole(CipherCombo cipher)
    {
        using StoredContent stored = new(cipher);
        byte[] content = ContentSteps.Noise(3 * Chunk);
        stored.Put(content);
        stored.Damage(1);
        byte[] before = File.ReadAllBytes(stored.Path);
        using VaultFile file = stored.OpenForWriting();

        Assert.Equal(Errno.EBADMSG, file.Write(Chunk + 5, [1], out _));
        Assert.Equal(Errno.EBADMSG, file.SetLength(Chunk + 5));
        Assert.Equal(before, File.ReadAllBytes(stored.Path));

        file.WriteAll(Chunk, content[Chunk..(2 * Chunk)]);
        Assert.Equal(content, stored.Decrypt());
    }

    [Fact]
    public void A_disk_that_fails_in_the_middle_says_so_and_leaves_the_other_chunks()
    {
        using StoredContent stored = new();
        using VaultFile file = Create(stored, out FaultyFile faulty);
        byte[] content = ContentSteps.Noise(10 * Chunk);
        file.WriteAll(0, content);
        faulty.WritesLeft = (2 * stored.Layout.StoredChunkLength) + 10;

        Assert.Equal(Errno.EIO, file.Write(0, ContentSteps.Noise(6 * Chunk, 9), out int written));

        Assert.Equal(2 * Chunk, written);
        Assert.Equal(ContentSteps.Noise(6 * Chunk, 9)[..written], file.Read(0, written));
        Assert.Equal(Errno.EBADMSG, file.Read(2 * Chunk, new byte[1], out _));
        Assert.Equal(content[(3 * Chunk)..], file.Read(3 * Chunk, 7 * Chunk));
    }

    [Fact]
    public void What_cannot_be_stored_is_EFBIG()
    {
        using StoredContent stored = new();
        using VaultFile file = stored.Create();

        Assert.Equal(Errno.EFBIG, file.Write(long.MaxValue - 1, [1, 2, 3], out int written));
        Assert.Equal(Errno.EFBIG, file.Write(long.MaxValue - 100_000, [1], out written));
        Assert.Equal(Errno.EFBIG, file.SetLength(long.MaxValue));
        Assert.Equal(Errno.None, file.Write(long.MaxValue, [], out written));
        Assert.Equal(0, written);
        Assert.Empty(stored.Decrypt());
    }

    [Fact]
    public void A_mistaken_offset_does_not_fill_the_disk()
    {
        using StoredContent stored = new();
        using VaultFile file = stored.Create();
        file.WriteAll(0, [1]);

        Assert.Equal(Errno.ENOSPC, file.Write(1L << 60, [1], out _));
        Assert.Equal(Errno.ENOSPC, file.SetLength(1L << 60));
        Assert.Equal([1], stored.Decrypt());
    }

    [Fact]
    public void A_handle_for_reading_does_not_write()
    {
        using StoredContent stored = new();
        stored.Put([1]);
        using VaultFile file = stored.OpenForReading();

        Assert.Equal(Errno.EBADF, file.Write(0, [2], out _));
        Assert.Equal(Errno.EBADF, file.SetLength(0));
        Assert.Equal([1], stored.Decrypt());
    }

    [Fact]
    public void A_whole_chunk_of_a_huge_file_is_written_where_it_is()
    {
        using StoredContent stored = new();
        stored.Put([1]);
        const long Size = 10L << 30;
        ContentSize.ToStored(stored.Layout, Size, out long storedSize);
        using (FileStream sparse = new(stored.Path, FileMode.Open))
        {
            sparse.SetLength(storedSize);
        }

        using VaultFile file = stored.OpenForWriting();
        byte[] chunk = ContentSteps.Noise(Chunk);
        file.WriteAll(9L << 30, chunk);
        file.WriteAll((9L << 30) + 777, [1, 2, 3]);
        new byte[] { 1, 2, 3 }.CopyTo(chunk, 777);

        Assert.Equal(chunk, file.Read(9L << 30, Chunk));
        Assert.Equal(storedSize, new FileInfo(stored.Path).Length);
        Assert.Equal(Errno.EBADMSG, file.Write(8L << 30, [1], out _));
    }

    private static VaultFile Create(StoredContent stored, out FaultyFile faulty)
    {
        FaultyFile? made = null;
        VaultFile file = stored.Create(inner => made = new FaultyFile(inner));
        faulty = made!;
        return file;
    }
}
