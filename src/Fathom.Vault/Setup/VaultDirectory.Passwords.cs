namespace Fathom.Vault;

/// <content>Changing the password.</content>
public sealed partial class VaultDirectory
{
    private const string CannotChange = "cannot change the password of";

    /// <summary>Sets another password. The file with the keys is copied to a backup first, under which the old password still works:
    /// remove the backups of an old password that others know.</summary>
    /// <param name="oldUtf8">The caller clears it.</param>
    /// <param name="newUtf8">Not empty; the caller clears it.</param>
    /// <exception cref="VaultException">There is no vault, it is damaged or not supported, or the old password is wrong.</exception>
    /// <exception cref="FathomException">A file cannot be read or written; the old password stays.</exception>
    public void ChangePassword(ReadOnlySpan<byte> oldUtf8, ReadOnlySpan<byte> newUtf8)
    {
        ArgumentOutOfRangeException.ThrowIfZero(newUtf8.Length, nameof(newUtf8));
        IWritableNode root = Writable(CannotChange);
        VaultConfigFile config = ReadConfig();
        MasterkeyFile keyFile = ReadKeyFile(config.MasterkeyFileName);
        using VaultKeys keys = keyFile.Unlock(oldUtf8);
        config.Verify(keys);
        Replace(root, config.MasterkeyFileName, MasterkeyFile.Lock(keys, newUtf8, keyFile.Cost, keyFile.Version));
    }

    /// <summary>Sets a password without the old one. The file with the keys may be lost or damaged.</summary>
    /// <param name="recoveryKey">Of this vault; stays the caller's.</param>
    /// <param name="newUtf8">Not empty; the caller clears it.</param>
    /// <exception cref="VaultException">There is no vault, it is damaged or not supported, or the key is another vault's
    /// (<see cref="VaultErrorKind.Forged"/>).</exception>
    /// <exception cref="FathomException">A file cannot be read or written; what was there stays.</exception>
    public void SetPassword(RecoveryKey recoveryKey, ReadOnlySpan<byte> newUtf8)
    {
        ArgumentNullException.ThrowIfNull(recoveryKey);
        ArgumentOutOfRangeException.ThrowIfZero(newUtf8.Length, nameof(newUtf8));
        IWritableNode root = Writable(CannotChange);
        VaultConfigFile config = ReadConfig();
        using VaultKeys keys = recoveryKey.CreateKeys();
        config.Verify(keys);
        Replace(root, config.MasterkeyFileName, MasterkeyFile.Lock(keys, newUtf8, CostOf(config.MasterkeyFileName)));
    }

    // What was there is a way back until the new file has its name, and after it.
    private void Replace(IWritableNode root, string name, MasterkeyFile keyFile)
    {
        Errno errno = WriteBackup(name, MasterkeyFile.MaxLength);
        errno = errno is Errno.None or Errno.ENOENT ? RootFiles.Write(root, name, keyFile.Write(), replaces: true) : errno;
        if (errno != Errno.None)
        {
            throw new FathomException("cannot replace", PathOf(name), errno);
        }
    }

    // What the vault cost until now, where that can still be read.
    private ScryptCost CostOf(string name)
    {
        try
        {
            return ReadKeyFile(name).Cost;
        }
        catch (VaultException)
        {
            return ScryptCost.Default;
        }
    }
}
