using System.Runtime.Versioning;
using Fathom.Local;
using Fathom.Tests.Conformance;
using Fathom.Vault;
using Xunit;

namespace Fathom.Tests.Vault.Support;

/// <summary>One stored file of a vault, opened as often as wanted, and decrypted without any of the code that wrote it.</summary>
[SupportedOSPlatform("linux")]
internal sealed class StoredContent : IDisposable
{
    private static readonly byte[] s_name = [.. "stored"u8];

    private readonly VaultFolder _vault;
    private readonly LocalTree _local;
    private readonly IWritableNode _root;

    public StoredContent(CipherCombo cipher = CipherCombo.SivGcm, VaultOptions? options = null)
    {
        _vault = new VaultFolder(cipher);
        Tree = _vault.Open(options);
        _local = LocalTree.Open(_vault.Writer.Folder);
        _root = _local.WritableRoot();
    }

    public VaultTree Tree { get; }

    public string Path => _vault.Writer.At("stored");

    public CipherLayout Layout => _vault.Writer.Headers.Layout;

    public byte[] Header => File.ReadAllBytes(Path)[..Layout.HeaderLength];

    /// <summary>Makes the file.</summary>
    /// <param name="wrap">Stands between the vault and the stored file.</param>
    public VaultFile Create(Func<IWritableFile, IWritableFile>? wrap = null)
    {
        Assert.Equal(Errno.None, _root.CreateFile(s_name, 0x1a4, true, out IWritableNode? node, out IWritableFile? stored));
        node!.Dispose();
        Assert.Equal(Errno.None, VaultFile.Create(Tree, wrap is null ? stored! : wrap(stored!), out VaultFile? file));
        return file!;
    }

    /// <summary>Makes the file with a content that the code under test did not write.</summary>
    public void Put(byte[] content) => File.WriteAllBytes(Path, _vault.Writer.Encrypt(content));

    /// <summary>Appends an empty chunk, as some programs do.</summary>
    public void AppendEmptyChunk(long number)
    {
        using ChunkCodec codec = OpenCodec(File.ReadAllBytes(Path));
        byte[] empty = new byte[Layout.ChunkOverhead];
        codec.Encrypt(number, [], empty);
        File.AppendAllBytes(Path, empty);
    }

    public VaultFile OpenForWriting()
    {
        using IWritableNode node = _root.WritableAt("stored");
        Assert.Equal(Errno.None, VaultFile.OpenForWriting(Tree, node, out VaultFile? file));
        return file!;
    }

    public VaultFile OpenForReading()
    {
        using IWritableNode node = _root.WritableAt("stored");
        Assert.Equal(Errno.None, VaultFile.Open(Tree, node, out VaultFile? file));
        return file!;
    }

    /// <summary>Decrypts the stored file chunk by chunk; it must be exactly as long as Cryptomator would make it.</summary>
    public byte[] Decrypt()
    {
        byte[] stored = File.ReadAllBytes(Path);
        CipherLayout layout = Layout;
        using ChunkCodec codec = OpenCodec(stored);
        List<byte> content = [];
        byte[] chunk = new byte[CipherLayout.ChunkLength];
        for (int start = layout.HeaderLength; start < stored.Length; start += layout.StoredChunkLength)
        {
            int length = Math.Min(stored.Length - start, layout.StoredChunkLength);
            Assert.True(length > layout.ChunkOverhead, $"a chunk of {length} stored bytes");
            long number = (start - layout.HeaderLength) / layout.StoredChunkLength;
            Assert.Equal(Errno.None, codec.Decrypt(number, stored.AsSpan(start, length), chunk));
            content.AddRange(chunk.AsSpan(0, length - layout.ChunkOverhead));
        }

        return [.. content];
    }

    /// <summary>The stored chunks, each as hexadecimal digits: first its nonce, then the rest.</summary>
    public List<(string Nonce, string Sealed)> Chunks()
    {
        byte[] stored = File.ReadAllBytes(Path);
        List<(string, string)> chunks = [];
        for (int start = Layout.HeaderLength; start < stored.Length; start += Layout.StoredChunkLength)
        {
            ReadOnlySpan<byte> chunk = stored.AsSpan(start, Math.Min(stored.Length - start, Layout.StoredChunkLength));
            chunks.Add((Convert.ToHexString(chunk[..Layout.NonceLength]), Convert.ToHexString(chunk[Layout.NonceLength..])));
        }

        return chunks;
    }

    /// <summary>Changes one byte of a chunk.</summary>
    public void Damage(long chunk)
    {
        using FileStream file = new(Path, FileMode.Open, FileAccess.ReadWrite);
        file.Position = ContentSize.OffsetOf(Layout, chunk) + 100;
        int value = file.ReadByte();
        file.Position--;
        file.WriteByte((byte)(value ^ 1));
    }

    public void Dispose()
    {
        _root.Dispose();
        _local.Dispose();
        Tree.Dispose();
        _vault.Dispose();
    }

    private ChunkCodec OpenCodec(byte[] stored)
    {
        Assert.Equal(Errno.None, _vault.Writer.Headers.Open(stored, out ChunkCodec? codec));
        return codec!;
    }
}
