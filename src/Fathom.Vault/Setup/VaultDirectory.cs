using System.Text;

namespace Fathom.Vault;

/// <summary>The directory of a vault, for what is done without its contents: making one, what it says of itself, passwords, the recovery
/// key, copies of its two files.</summary>
/// <remarks>Not thread-safe. A password that is changed is the old one until the moment in which it is the new one, whatever happens meanwhile.</remarks>
public sealed partial class VaultDirectory
{
    private readonly IContentNode _root;
    private readonly byte[] _path;

    /// <summary>Stands for a directory; nothing is read yet.</summary>
    /// <param name="root">The directory that has or will have <c>vault.cryptomator</c>; stays the caller's. An <see cref="IWritableNode"/>
    /// for whatever changes something.</param>
    /// <param name="path">Raw bytes, for messages; copied.</param>
    public VaultDirectory(IContentNode root, ReadOnlySpan<byte> path)
    {
        ArgumentNullException.ThrowIfNull(root);
        _root = root;
        _path = path.ToArray();
    }

    /// <summary>Tells what the files say without a password, which anybody may have changed.</summary>
    /// <exception cref="VaultException">There is no vault, or it is damaged or not supported.</exception>
    /// <exception cref="FathomException">A file cannot be read.</exception>
    public VaultInfo ReadInfo()
    {
        VaultConfigFile config = ReadConfig();
        return ReadInfo(config, ReadKeyFile(config.MasterkeyFileName), isVerified: false);
    }

    /// <summary>Tells what the files say, and verifies it.</summary>
    /// <param name="passwordUtf8">The caller clears it.</param>
    /// <exception cref="VaultException">There is no vault, it is damaged or not supported, or the password is wrong.</exception>
    /// <exception cref="FathomException">A file cannot be read.</exception>
    public VaultInfo ReadInfo(ReadOnlySpan<byte> passwordUtf8)
    {
        VaultConfigFile config = ReadConfig();
        MasterkeyFile keyFile = ReadKeyFile(config.MasterkeyFileName);
        using VaultKeys keys = keyFile.Unlock(passwordUtf8);
        config.Verify(keys);
        return ReadInfo(config, keyFile, isVerified: true);
    }

    /// <summary>Gives the keys as text to keep.</summary>
    /// <param name="passwordUtf8">The caller clears it.</param>
    /// <returns>The caller's, to be disposed.</returns>
    /// <exception cref="VaultException">There is no vault, it is damaged or not supported, or the password is wrong.</exception>
    /// <exception cref="FathomException">A file cannot be read.</exception>
    public RecoveryKey ReadRecoveryKey(ReadOnlySpan<byte> passwordUtf8)
    {
        using VaultKeys keys = VaultUnlock.Unlock(_root, _path, passwordUtf8, out _);
        return new RecoveryKey(keys);
    }

    /// <summary>Copies the two files to <c>*.XXXXXXXX.bkup</c> beside them, as Cryptomator does when it opens a vault. A copy that is there already
    /// has the same content, and stays.</summary>
    /// <returns>Why a copy could not be made, for example EROFS; the vault is as good as before.</returns>
    /// <exception cref="VaultException">There is no vault, or it is damaged or not supported.</exception>
    /// <exception cref="FathomException">A file cannot be read.</exception>
    public Errno WriteBackups()
    {
        VaultConfigFile config = ReadConfig();
        Errno first = WriteBackup(VaultConfig.FileName, VaultConfigFile.MaxLength);
        Errno second = WriteBackup(config.MasterkeyFileName, MasterkeyFile.MaxLength);
        return first != Errno.None ? first : second;
    }

    private Errno WriteBackup(string name, int maxLength)
    {
        byte[]? content = RootFiles.Read(_root, name, PathOf(name), maxLength);
        if (content is null || content.Length > maxLength)
        {
            return Errno.ENOENT;
        }

        string backup = BackupName.Of(name, content);
        Errno errno = _root.Open(Encoding.UTF8.GetBytes(backup), out IContentNode? there);
        there?.Dispose();
        if (errno != Errno.ENOENT)
        {
            return errno;
        }

        errno = _root is IWritableNode root ? RootFiles.Write(root, backup, content, replaces: false) : Errno.EROFS;
        return errno == Errno.EEXIST ? Errno.None : errno;
    }

    private VaultInfo ReadInfo(VaultConfigFile file, MasterkeyFile keyFile, bool isVerified)
    {
        VaultConfig config = file.Unverified;
        return new VaultInfo
        {
            Format = VaultConfig.SupportedFormat,
            Id = config.Id,
            Cipher = config.Cipher,
            ShorteningThreshold = config.ShorteningThreshold,
            Signature = file.Algorithm.ToString(),
            KeyFileName = config.MasterkeyFileName,
            ScryptCost = keyFile.Cost.Cost,
            ScryptBlockSize = keyFile.Cost.BlockSize,
            Backups = FindBackups(config.MasterkeyFileName),
            IsVerified = isVerified,
        };
    }

    private List<byte[]> FindBackups(string keyFileName)
    {
        List<byte[]> found = [];
        byte[] keyFile = Encoding.UTF8.GetBytes(keyFileName + ".");
        byte[] configFile = Encoding.UTF8.GetBytes(VaultConfig.FileName + ".");
        ForEachName(name =>
        {
            if (name.EndsWith(".bkup"u8) && (name.StartsWith(keyFile) || name.StartsWith(configFile)))
            {
                found.Add(name.ToArray());
            }

            return true;
        });
        found.Sort(static (left, right) => left.AsSpan().SequenceCompareTo(right));
        return found;
    }

    // Until the visitor has seen enough.
    private void ForEachName(NameVisitor visit)
    {
        Errno errno = _root.OpenListing(StatMask.None, out IDirectoryListing? listing);
        using (listing)
        {
            EntryBatch batch = new();
            bool goesOn = true;
            while (errno == Errno.None && goesOn)
            {
                errno = listing!.Next(batch);
                goesOn = batch.Count > 0;
                for (int i = 0; i < batch.Count && goesOn; i++)
                {
                    goesOn = visit(batch.Name(i));
                }
            }
        }

        if (errno != Errno.None)
        {
            throw new FathomException("cannot read directory", _path, errno);
        }
    }

    private VaultConfigFile ReadConfig() => VaultUnlock.ReadConfig(_root, _path);

    private MasterkeyFile ReadKeyFile(string name) => VaultUnlock.ReadKeyFile(_root, _path, name);

    private byte[] PathOf(string name) => VaultUnlock.PathOf(_path, name);

    private IWritableNode Writable(string what) =>
        _root as IWritableNode ?? throw new FathomException(what, _path, Errno.EROFS);

    private delegate bool NameVisitor(ReadOnlySpan<byte> name);
}
