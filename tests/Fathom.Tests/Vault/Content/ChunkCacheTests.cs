using System.Runtime.Versioning;
using Fathom.Tests.Conformance;
using Fathom.Tests.Vault.Support;
using Fathom.Vault;
using Xunit;

namespace Fathom.Tests.Vault.Content;

[SupportedOSPlatform("linux")]
public sealed class ChunkCacheTests : IDisposable
{
    private const int Chunk = CipherLayout.ChunkLength;

    private readonly VaultFolder _vault = new();

    public void Dispose() => _vault.Dispose();

    [Fact]
    public void No_more_is_kept_than_the_bound_for_all_files_together_and_nothing_of_closed_ones()
    {
        _vault.Writer.MakeFile(VaultFolder.Root, "a", ContentSteps.Noise(10 * Chunk, 1));
        _vault.Writer.MakeFile(VaultFolder.Root, "b", ContentSteps.Noise(10 * Chunk, 2));
        using VaultTree tree = _vault.Open(new VaultOptions { CacheBytes = 4 * Chunk });
        using IContentNode root = tree.Root();
        using IContentNode a = root.At("a");
        using IContentNode b = root.At("b");
        using (IContentFile first = a.File())
        using (IContentFile second = b.File())
        {
            for (int i = 0; i < 10; i++)
            {
                Assert.Equal(10, first.Read((i * Chunk) + 5, 10).Length);
                Assert.Equal(10, second.Read((i * Chunk) + 5, 10).Length);
                Assert.Equal(Math.Min(4, 2 * (i + 1)), tree.Chunks.Count);
            }
        }

        Assert.Equal(0, tree.Chunks.Count);
    }

    [Fact]
    public void The_chunk_used_longest_ago_goes_first()
    {
        string path = _vault.Writer.MakeFile(VaultFolder.Root, "a", ContentSteps.Noise(3 * Chunk));
        using VaultTree tree = _vault.Open(new VaultOptions { CacheBytes = 2 * Chunk });
        using IContentNode root = tree.Root();
        using IContentNode node = root.At("a");
        using IContentFile file = node.File();
        foreach (int chunk in new[] { 0, 1, 0, 2 })
        {
            file.Read((chunk * Chunk) + 5, 10);
        }

        // What is kept is read without the file.
        byte[] stored = File.ReadAllBytes(path);
        File.WriteAllBytes(path, new byte[stored.Length]);

        Assert.Equal(Errno.None, file.Read(7, new byte[1], out _));
        Assert.Equal(Errno.EBADMSG, file.Read(Chunk + 7, new byte[1], out _));
    }
}
