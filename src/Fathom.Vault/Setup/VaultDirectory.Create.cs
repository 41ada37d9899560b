using System.Text;

namespace Fathom.Vault;

/// <content>Making a vault.</content>
public sealed partial class VaultDirectory
{
    private const string CannotCreate = "cannot create a vault, for which an empty directory is needed, in";

    // 0777, of which the process's umask takes away.
    private const uint DirectoryMode = 0x1FF;

    /// <summary>Makes a vault in this directory, which must be empty. The file that makes it one is written last: a vault that was not made
    /// to its end does not open.</summary>
    /// <param name="passwordUtf8">Not empty; the caller clears it.</param>
    /// <exception cref="FathomException">The directory is not empty (<see cref="Errno.ENOTEMPTY"/>), has a vault (<see cref="Errno.EEXIST"/>), or
    /// cannot be written.</exception>
    /// <exception cref="VaultException">The password's key cannot be derived: no OpenSSL, or no memory.</exception>
    public void Create(ReadOnlySpan<byte> passwordUtf8, VaultCreateOptions? options = null)
    {
        options ??= VaultCreateOptions.Default;
        ArgumentOutOfRangeException.ThrowIfZero(passwordUtf8.Length, nameof(passwordUtf8));
        IWritableNode root = Writable(CannotCreate);
        CheckIsEmpty();
        using VaultKeys keys = VaultKeys.Create();
        byte[] keyFile = MasterkeyFile.Lock(keys, passwordUtf8, ScryptCost.Default with { Cost = options.ScryptCost }).Write();
        MakeRootContent(root, keys, options.Cipher);
        Check(RootFiles.Write(root, MasterkeyFile.FileName, keyFile, replaces: false), MasterkeyFile.FileName);
        Check(RootFiles.Write(root, VaultConfig.FileName, VaultConfig.Create(options.Cipher).Write(keys), replaces: false), VaultConfig.FileName);
    }

    private void CheckIsEmpty()
    {
        bool isEmpty = true;
        bool isVault = false;
        ForEachName(name =>
        {
            isEmpty = false;
            isVault |= name.SequenceEqual("vault.cryptomator"u8) || name.SequenceEqual("masterkey.cryptomator"u8);
            return !isVault;
        });
        if (!isEmpty)
        {
            throw new FathomException(CannotCreate, _path, isVault ? Errno.EEXIST : Errno.ENOTEMPTY);
        }
    }

    // d/XX/YYYY.../dirid.c9r, each on the disk before the next.
    private void MakeRootContent(IWritableNode root, VaultKeys keys, CipherCombo cipher)
    {
        using AesSiv siv = keys.CreateSiv();
        byte[] path = DirectoryId.Root.PathOf(siv);
        using IWritableNode top = MakeDirectory(root, path.AsSpan(0, 1), "d");
        using IWritableNode branch = MakeDirectory(top, path.AsSpan(2, 2), Encoding.ASCII.GetString(path, 0, 4));
        string contentPath = Encoding.ASCII.GetString(path);
        using IWritableNode content = MakeDirectory(branch, path.AsSpan(5), contentPath);

        // The root's id is empty, so the file is a header alone.
        using FileHeaderCodec headers = new(keys, cipher);
        byte[] header = new byte[headers.Layout.HeaderLength];
        headers.Create(header).Dispose();
        string ownIdPath = $"{contentPath}/{Encoding.ASCII.GetString(StoredFiles.OwnId)}";
        Check(content.CreateFile(StoredFiles.OwnId, 0x1B6, isExclusive: true, out IWritableNode? node, out IWritableFile? file), ownIdPath);
        using (node)
        using (file)
        {
            Check(file!.Write(0, header, out _), ownIdPath);
            Check(file.Sync(isDataOnly: false), ownIdPath);
        }

        Check(content.Sync(), contentPath);
        Check(branch.Sync(), contentPath);
        Check(top.Sync(), contentPath);
    }

    private IWritableNode MakeDirectory(IWritableNode parent, ReadOnlySpan<byte> name, string path)
    {
        Check(parent.MakeDirectory(name, DirectoryMode, out IWritableNode? made), path);
        return made!;
    }

    private void Check(Errno errno, string path)
    {
        if (errno != Errno.None)
        {
            throw new FathomException("cannot write", PathOf(path), errno);
        }
    }
}
