using System.Runtime.Versioning;
using Fathom.Tests.Conformance;
using Fathom.Tests.Vault.Support;
using Fathom.Vault;
using Xunit;

namespace Fathom.Tests.Vault.Content;

[SupportedOSPlatform("linux")]
public sealed class VaultFileTests
{
    private const int Chunk = CipherLayout.ChunkLength;

    public static TheoryData<CipherCombo> Ciphers => [CipherCombo.SivGcm, CipherCombo.SivCtrMac];

    [Theory]
    [MemberData(nameof(Ciphers))]
    public void Any_size_around_chunks_is_read_in_any_pieces(CipherCombo cipher)
    {
        using VaultFolder vault = new(cipher);
        int[] sizes = [0, 1, Chunk - 1, Chunk, Chunk + 1, 2 * Chunk, 20 * Chunk + 5];
        Assert.All(sizes, size => vault.Writer.MakeFile(VaultFolder.Root, $"{size}", ContentSteps.Noise(size)));
        foreach (int cache in new[] { 0, Chunk, 16 << 20 })
        {
            using VaultTree tree = vault.Open(new VaultOptions { CacheBytes = cache });
            using IContentNode root = tree.Root();
            foreach (int size in sizes)
            {
                byte[] content = ContentSteps.Noise(size);
                Assert.True(content.AsSpan().SequenceEqual(root.ContentAt($"{size}")), $"{size} bytes");
                AssertPieces(root, content);
            }
        }
    }

    [Theory]
    [MemberData(nameof(Ciphers))]
    public void An_empty_last_chunk_that_some_programs_append_counts_nothing(CipherCombo cipher)
    {
        using VaultFolder vault = new(cipher);
        foreach (int size in new[] { 0, Chunk, 3 * Chunk })
        {
            byte[] content = ContentSteps.Noise(size);
            byte[] stored = vault.Writer.Encrypt(content);
            Assert.Equal(Errno.None, vault.Writer.Headers.Open(stored, out ChunkCodec? codec));
            byte[] empty = new byte[codec!.Layout.ChunkOverhead];
            codec.Encrypt(size / Chunk, [], empty);
            codec.Dispose();
            File.WriteAllBytes(vault.Writer.NodeOf(VaultFolder.Root, "file"u8), [.. stored, .. empty]);

            using VaultTree tree = vault.Open();
            using IContentNode root = tree.Root();
            using IContentNode node = root.At("file");
            Assert.Equal(size, node.Attributes().Size);
            Assert.True(content.AsSpan().SequenceEqual(node.Content()));
            AssertPieces(root, content, "file");
        }
    }

    [Theory]
    [MemberData(nameof(Ciphers))]
    public void A_flipped_bit_is_an_error_of_its_chunk_alone(CipherCombo cipher)
    {
        using VaultFolder vault = new(cipher);
        byte[] content = ContentSteps.Noise(3 * Chunk + 100);
        byte[] stored = vault.Writer.Encrypt(content);
        CipherLayout layout = vault.Writer.Headers.Layout;
        string path = vault.Writer.NodeOf(VaultFolder.Root, "file"u8);
        foreach (int chunk in Enumerable.Range(0, 4))
        {
            int start = (int)ContentSize.OffsetOf(in layout, chunk);
            int length = Math.Min(layout.StoredChunkLength, stored.Length - start);
            foreach (int place in new[] { 0, layout.NonceLength, length / 2, length - 1 })
            {
                byte[] damaged = [.. stored];
                damaged[start + place] ^= 1;
                File.WriteAllBytes(path, damaged);
                AssertReadsUpTo(vault, chunk * Chunk, content);
            }
        }
    }

    [Theory]
    [MemberData(nameof(Ciphers))]
    public void Chunks_that_were_swapped_cut_or_taken_from_another_file_are_errors(CipherCombo cipher)
    {
        using VaultFolder vault = new(cipher);
        byte[] content = ContentSteps.Noise(3 * Chunk);
        byte[] stored = vault.Writer.Encrypt(content);
        byte[] other = vault.Writer.Encrypt(content);
        CipherLayout layout = vault.Writer.Headers.Layout;
        (int first, int second, int third) = (Start(0), Start(1), Start(2));
        string path = vault.Writer.NodeOf(VaultFolder.Root, "file"u8);

        File.WriteAllBytes(path, [.. stored[..first], .. stored[second..third], .. stored[first..second], .. stored[third..]]);
        AssertReadsUpTo(vault, 0, content);
        File.WriteAllBytes(path, [.. stored[..second], .. other[second..third], .. stored[third..]]);
        AssertReadsUpTo(vault, Chunk, content);
        File.WriteAllBytes(path, stored[..^1]);
        AssertReadsUpTo(vault, 2 * Chunk, content);

        // No node has this size, so nothing tells how long the file would be.
        File.WriteAllBytes(path, stored[..(third + layout.ChunkOverhead - 1)]);
        AssertReadsUpTo(vault, 2 * Chunk, content);

        int Start(int chunk) => (int)ContentSize.OffsetOf(in layout, chunk);
    }

    [Fact]
    public void A_header_that_was_changed_or_is_missing_is_an_error_and_not_an_empty_file()
    {
        using VaultFolder vault = new();
        byte[] stored = vault.Writer.Encrypt([1, 2, 3]);
        string path = vault.Writer.NodeOf(VaultFolder.Root, "file"u8);
        foreach (byte[] damaged in new byte[][] { [], stored[..67], [(byte)(stored[0] ^ 1), .. stored[1..]] })
        {
            File.WriteAllBytes(path, damaged);
            using VaultTree tree = vault.Open();
            using IContentNode root = tree.Root();
            using IContentNode node = root.At("file");

            Assert.Equal(Errno.EBADMSG, node.OpenFile(out IContentFile? file));
            Assert.Null(file);
        }
    }

    [Fact]
    public void A_target_that_is_empty_too_long_or_changed_is_an_error()
    {
        using VaultFolder vault = new();
        string path = vault.Writer.MakeLink(VaultFolder.Root, "link"u8, "target"u8);
        byte[] changed = File.ReadAllBytes(path);
        changed[^1] ^= 1;
        foreach (byte[] stored in new[] { vault.Writer.Encrypt([]), vault.Writer.Encrypt(new byte[Chunk]), vault.Writer.Encrypt(new byte[2 * Chunk]), changed })
        {
            File.WriteAllBytes(path, stored);
            using VaultTree tree = vault.Open();
            using IContentNode root = tree.Root();
            using IContentNode link = root.At("link");

            Assert.Equal(Errno.EBADMSG, link.ReadTarget(out byte[] target));
            Assert.Empty(target);
            Assert.Equal(Errno.EBADMSG, vault.Walk(StatMask.Target).Entries["V/link"].Errno);
        }
    }

    [Fact]
    public void Beyond_what_can_be_stored_there_is_nothing()
    {
        using VaultFolder vault = new();
        vault.Writer.MakeFile(VaultFolder.Root, "file", [1]);
        using VaultTree tree = vault.Open();
        using IContentNode root = tree.Root();
        using IContentNode node = root.At("file");
        using IContentFile file = node.File();

        Assert.Empty(file.Read(long.MaxValue, 10));
        Assert.Empty(file.Read(long.MaxValue / 2, 100_000));
        Assert.Throws<ArgumentOutOfRangeException>(() => file.Read(-1, new byte[1], out _));
    }

    private static void AssertPieces(IContentNode root, byte[] content, string? name = null)
    {
        using IContentNode node = root.At(name ?? $"{content.Length}");
        using IContentFile file = node.File();
        foreach (int count in new[] { 1, 4096, Chunk, Chunk + 1, 3 * Chunk })
        {
            foreach (int offset in new[] { 0, 1, Chunk - 1, Chunk, content.Length - 1, content.Length, content.Length + Chunk })
            {
                int start = Math.Clamp(offset, 0, content.Length);
                int end = Math.Min(Math.Max(offset, 0) + count, content.Length);
                Assert.True(
                    content.AsSpan(start, Math.Max(0, end - start)).SequenceEqual(file.Read(Math.Max(offset, 0), count)),
                    $"{count} at {offset} of {content.Length}");
            }
        }
    }

    private static void AssertReadsUpTo(VaultFolder vault, int good, byte[] content)
    {
        using VaultTree tree = vault.Open();
        using IContentNode root = tree.Root();
        using IContentNode node = root.At("file");
        using IContentFile file = node.File();
        byte[] buffer = new byte[content.Length + 10];

        Assert.Equal(Errno.EBADMSG, file.Read(0, buffer, out int read));
        Assert.Equal(good, read);
        Assert.True(content.AsSpan(0, good).SequenceEqual(buffer.AsSpan(0, good)));
        Assert.Equal(Errno.EBADMSG, file.Read(good + 1, buffer.AsSpan(0, 10), out read));
        Assert.Equal(0, read);
    }
}
