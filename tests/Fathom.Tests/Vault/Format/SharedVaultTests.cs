using System.Security.Cryptography;
using System.Text;
using Fathom.Vault;
using Xunit;

namespace Fathom.Tests.Vault.Format;

/// <summary>Every type of the format at once, over a vault that another program made.</summary>
public sealed class SharedVaultTests : IDisposable
{
    private readonly SharedVault _vault = SharedVault.Read();
    private readonly VaultKeys _keys;
    private readonly AesSiv _siv;
    private readonly NameCodec _names;
    private readonly FileHeaderCodec _headers;
    private readonly List<string> _lines = [];

    public SharedVaultTests()
    {
        _keys = MasterkeyFile.Parse(_vault.Files["masterkey.cryptomator"], "masterkey.cryptomator"u8).Unlock(SharedVault.Password);
        VaultConfig config = VaultConfigFile.Parse(_vault.Files["vault.cryptomator"], "vault.cryptomator"u8).Verify(_keys);
        _siv = _keys.CreateSiv();
        _names = new NameCodec(config.ShorteningThreshold);
        _headers = new FileHeaderCodec(_keys, config.Cipher);
    }

    public void Dispose()
    {
        _headers.Dispose();
        _siv.Dispose();
        _keys.Dispose();
    }

    [Fact]
    public void It_lists_and_reads_as_its_listing_says()
    {
        List(DirectoryId.Root, "");
        Assert.Equal(SharedVault.Listing.Order(StringComparer.Ordinal), _lines.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Directories_have_their_own_id_encrypted()
    {
        int count = 0;
        foreach ((string path, byte[] content) in _vault.Files.Where(file => IsOwnId(file.Key)))
        {
            Assert.Equal(path[..^"/dirid.c9r".Length], PathOf(new DirectoryId(Decrypt(content))));
            count++;
        }

        Assert.Equal(8, count);
    }

    [Fact]
    public void The_roots_own_id_which_that_program_encrypted_with_keys_of_nobody_is_an_error()
    {
        byte[] content = _vault.Files[PathOf(DirectoryId.Root) + "/dirid.c9r"];
        Assert.Equal(_headers.Layout.HeaderLength, content.Length);
        Assert.Equal(Errno.EBADMSG, _headers.Open(content, out _));
    }

    [Fact]
    public void What_is_written_has_the_lengths_that_the_other_program_gave_it()
    {
        foreach (byte[] content in _vault.Files.Where(file => IsEncrypted(file.Key)).Select(file => file.Value))
        {
            Assert.Equal(Errno.None, ContentSize.ToCleartext(_headers.Layout, content.Length, out long size));
            Assert.Equal(Decrypt(content).Length, size);
        }
    }

    // Directories may lack it, and then only the check of a vault minds.
    private bool IsOwnId(string path) =>
        path.EndsWith("/dirid.c9r", StringComparison.Ordinal) && path != PathOf(DirectoryId.Root) + "/dirid.c9r";

    private bool IsEncrypted(string path) =>
        IsOwnId(path)
        || path.EndsWith(".c9r", StringComparison.Ordinal)
        && !path.EndsWith("/dir.c9r", StringComparison.Ordinal)
        && !path.EndsWith("/dirid.c9r", StringComparison.Ordinal);

    private string PathOf(DirectoryId id) => Encoding.ASCII.GetString(id.PathOf(_siv));

    private void List(DirectoryId id, string path)
    {
        string folder = PathOf(id) + "/";
        SivDirectory state = _siv.PrepareDirectory(id.Bytes);
        string[] children = [.. _vault.Files.Keys
            .Where(key => key.StartsWith(folder, StringComparison.Ordinal))
            .Select(key => key[folder.Length..].Split('/')[0])
            .Distinct()
            .Where(name => name != "dirid.c9r")];
        foreach (string child in children)
        {
            Add(state, folder + child, child, path);
        }
    }

    private void Add(SivDirectory state, string node, string child, string path)
    {
        string stored = child;
        if (NameCodec.KindOf(Encoding.ASCII.GetBytes(child)) == NameKind.Shortened)
        {
            byte[] whole = _vault.Files[node + "/name.c9s"];
            stored = Encoding.ASCII.GetString(whole);
            byte[] shortened = new byte[NameCodec.ShortenedLength];
            NameCodec.Shorten(whole, shortened);
            Assert.Equal(child, Encoding.ASCII.GetString(shortened));
            Assert.True(_names.IsTooLong(whole));
        }

        string name = _names.Decrypt(state, stored);
        Assert.Equal(stored, _names.Encrypt(state, name));
        path = $"{path}/{name}";
        if (_vault.Files.TryGetValue(node + "/dir.c9r", out byte[]? content))
        {
            Assert.Equal(Errno.None, DirectoryId.Parse(content, out DirectoryId? id));
            _lines.Add($"D {path}");
            List(id!, path);
        }
        else if (_vault.Files.TryGetValue(node + "/symlink.c9r", out content))
        {
            _lines.Add($"L {path} -> {Encoding.UTF8.GetString(Decrypt(content))}");
        }
        else
        {
            byte[] clear = Decrypt(_vault.Files.TryGetValue(node + "/contents.c9r", out content) ? content : _vault.Files[node]);
            _lines.Add($"F {path} {clear.Length} {Convert.ToHexStringLower(SHA256.HashData(clear))}");
        }
    }

    private byte[] Decrypt(byte[] stored)
    {
        CipherLayout layout = _headers.Layout;
        Assert.Equal(Errno.None, _headers.Open(stored, out ChunkCodec? codec));
        using (codec)
        {
            byte[] chunk = new byte[CipherLayout.ChunkLength];
            List<byte> clear = [];
            for (long number = 0; ContentSize.OffsetOf(layout, number) < stored.Length; number++)
            {
                int start = (int)ContentSize.OffsetOf(layout, number);
                int length = Math.Min(layout.StoredChunkLength, stored.Length - start);
                Assert.Equal(Errno.None, codec!.Decrypt(number, stored.AsSpan(start, length), chunk));
                clear.AddRange(chunk.AsSpan(0, length - layout.ChunkOverhead));
            }

            return [.. clear];
        }
    }
}
