using System.Text;
using Fathom.Vault;

namespace Fathom.Tests.Vault.Support;

/// <summary>Makes a vault on disk, file by file, also wrong ones. Names are stored as they are given, in no form in particular.</summary>
internal sealed class VaultWriter : IDisposable
{
    private readonly NameCodec _names = new(VaultConfig.DefaultShorteningThreshold);

    /// <summary>Makes an empty vault.</summary>
    /// <param name="folder">Exists and is empty.</param>
    public VaultWriter(string folder, CipherCombo cipher)
    {
        Folder = folder;
        Siv = Keys.CreateSiv();
        Headers = new FileHeaderCodec(Keys, cipher);
        File.WriteAllBytes(At(VaultConfig.FileName), VaultConfig.Create(cipher).Write(Keys));
        File.WriteAllBytes(At(MasterkeyFile.FileName), MasterkeyFile.Lock(Keys, Password, new ScryptCost(2, 8)).Write());
        MakeContent(DirectoryId.Root);
    }

    public static ReadOnlySpan<byte> Password => "correct horse"u8;

    public string Folder { get; }

    public VaultKeys Keys { get; } = VaultKeys.Create();

    public AesSiv Siv { get; }

    public FileHeaderCodec Headers { get; }

    /// <summary>A path in the ciphertext.</summary>
    public string At(string path) => Path.Combine(Folder, path);

    /// <summary>Where the content of a directory is.</summary>
    public string ContentOf(DirectoryId id) => At(Encoding.ASCII.GetString(id.PathOf(Siv)));

    /// <summary>Where the node of a name is.</summary>
    public string NodeOf(DirectoryId parent, ReadOnlySpan<byte> name)
    {
        byte[] stored = StoredName(parent, name);
        if (!_names.IsTooLong(stored))
        {
            return Path.Combine(ContentOf(parent), Encoding.ASCII.GetString(stored));
        }

        byte[] shortened = new byte[NameCodec.ShortenedLength];
        NameCodec.Shorten(stored, shortened);
        return Path.Combine(ContentOf(parent), Encoding.ASCII.GetString(shortened));
    }

    /// <summary>The stored name of a name, not shortened.</summary>
    public byte[] StoredName(DirectoryId parent, ReadOnlySpan<byte> name)
    {
        byte[] stored = new byte[NameCodec.MaxStoredLength];
        SivDirectory siv = Siv.PrepareDirectory(parent.Bytes);
        Errno errno = _names.EncryptAsGiven(in siv, name, stored, out int length);
        return errno == Errno.None ? stored[..length] : throw new ArgumentException(errno.ToString());
    }

    public DirectoryId MakeDirectory(DirectoryId parent, string name) => MakeDirectory(parent, Encoding.UTF8.GetBytes(name), DirectoryId.Create());

    /// <summary>Makes a directory.</summary>
    /// <param name="id">New, or that of another directory for a damaged vault.</param>
    public DirectoryId MakeDirectory(DirectoryId parent, ReadOnlySpan<byte> name, DirectoryId id)
    {
        File.WriteAllBytes(Path.Combine(MakeNode(parent, name), "dir.c9r"), id.Bytes.ToArray());
        MakeContent(id);
        return id;
    }

    public string MakeFile(DirectoryId parent, string name, byte[] content) => MakeFile(parent, Encoding.UTF8.GetBytes(name), content);

    /// <summary>Makes a file.</summary>
    /// <returns>Where its content is stored.</returns>
    public string MakeFile(DirectoryId parent, ReadOnlySpan<byte> name, byte[] content)
    {
        string path = FileOf(parent, name);
        File.WriteAllBytes(path, Encrypt(content));
        return path;
    }

    /// <summary>Makes a file of which nothing but the size is right.</summary>
    public void MakeSparseFile(DirectoryId parent, ReadOnlySpan<byte> name, long size)
    {
        ContentSize.ToStored(Headers.Layout, size, out long stored);
        using FileStream file = new(FileOf(parent, name), FileMode.CreateNew, FileAccess.Write, FileShare.None, bufferSize: 0);
        file.SetLength(stored);
    }

    public string MakeLink(DirectoryId parent, ReadOnlySpan<byte> name, ReadOnlySpan<byte> target)
    {
        string path = Path.Combine(MakeNode(parent, name), "symlink.c9r");
        File.WriteAllBytes(path, Encrypt(target));
        return path;
    }

    /// <summary>Encrypts a content as Cryptomator does.</summary>
    public byte[] Encrypt(ReadOnlySpan<byte> content)
    {
        CipherLayout layout = Headers.Layout;
        ContentSize.ToStored(in layout, content.Length, out long length);
        byte[] stored = new byte[length];
        using ChunkCodec codec = Headers.Create(stored.AsSpan(0, layout.HeaderLength));
        for (int number = 0; number * CipherLayout.ChunkLength < content.Length; number++)
        {
            ReadOnlySpan<byte> chunk = content[(number * CipherLayout.ChunkLength)..];
            chunk = chunk[..Math.Min(chunk.Length, CipherLayout.ChunkLength)];
            codec.Encrypt(number, chunk, stored.AsSpan((int)ContentSize.OffsetOf(in layout, number), chunk.Length + layout.ChunkOverhead));
        }

        return stored;
    }

    public void Dispose()
    {
        Headers.Dispose();
        Siv.Dispose();
        Keys.Dispose();
    }

    private void MakeContent(DirectoryId id)
    {
        string content = ContentOf(id);
        Directory.CreateDirectory(content);
        File.WriteAllBytes(Path.Combine(content, "dirid.c9r"), Encrypt(id.Bytes));
    }

    private string FileOf(DirectoryId parent, ReadOnlySpan<byte> name) =>
        _names.IsTooLong(StoredName(parent, name)) ? Path.Combine(MakeNode(parent, name), "contents.c9r") : NodeOf(parent, name);

    private string MakeNode(DirectoryId parent, ReadOnlySpan<byte> name)
    {
        string node = NodeOf(parent, name);
        Directory.CreateDirectory(node);
        byte[] stored = StoredName(parent, name);
        if (_names.IsTooLong(stored))
        {
            File.WriteAllBytes(Path.Combine(node, "name.c9s"), stored);
        }

        return node;
    }
}
