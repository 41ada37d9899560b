using System.Text;

namespace Fathom.Vault;

/// <summary>Reads the two files at the root of a vault, and unlocks its keys.</summary>
internal static class VaultUnlock
{
    /// <summary>The directory that all contents are in.</summary>
    internal static ReadOnlySpan<byte> ContentDirectory => "d"u8;

    /// <summary>Unlocks a vault.</summary>
    /// <param name="root">Of the ciphertext.</param>
    /// <param name="rootName">Its path, for messages.</param>
    /// <param name="password">UTF-8; the caller clears it.</param>
    /// <param name="config">What the vault says of itself, verified.</param>
    /// <returns>The caller's.</returns>
    /// <exception cref="VaultException">There is no vault, it is damaged or not supported, or the password is wrong.</exception>
    /// <exception cref="FathomException">A file cannot be read.</exception>
    internal static VaultKeys Unlock(IContentNode root, ReadOnlySpan<byte> rootName, ReadOnlySpan<byte> password, out VaultConfig config)
    {
        byte[] configPath = PathOf(rootName, VaultConfig.FileName);
        byte[] content = Read(root, VaultConfig.FileName, configPath, VaultConfigFile.MaxLength)
            ?? throw new VaultException(
                VaultErrorKind.Missing, configPath, "it does not exist, so there is no vault here, or one of a format before 8: "
                + "name the directory that holds it, and open an older vault with Cryptomator once");
        VaultConfigFile file = VaultConfigFile.Parse(content, configPath);
        byte[] keyPath = PathOf(rootName, file.MasterkeyFileName);
        byte[] keyContent = Read(root, file.MasterkeyFileName, keyPath, MasterkeyFile.MaxLength)
            ?? throw new VaultException(
                VaultErrorKind.Missing, keyPath, "it does not exist, and without it nothing can be decrypted: restore it from a backup (*.bkup beside it)");
        VaultKeys keys = MasterkeyFile.Parse(keyContent, keyPath).Unlock(password);
        try
        {
            config = file.Verify(keys);
            return keys;
        }
        catch
        {
            keys.Dispose();
            throw;
        }
    }

    /// <summary>The path of a name at the root, for messages.</summary>
    internal static byte[] PathOf(ReadOnlySpan<byte> rootName, string name) =>
        rootName.EndsWith("/"u8) ? [.. rootName, .. Encoding.UTF8.GetBytes(name)] : [.. rootName, (byte)'/', .. Encoding.UTF8.GetBytes(name)];

    // One byte more than allowed, so that a file that is too long is refused by who knows how to say it. Null where there is none.
    private static byte[]? Read(IContentNode root, string name, byte[] path, int maxLength)
    {
        byte[] content = new byte[maxLength + 1];
        Errno errno = StoredFiles.Read(root, Encoding.UTF8.GetBytes(name), content, out int length);
        return errno switch
        {
            Errno.None => content[..length],
            Errno.ENOENT or Errno.ENOTDIR => null,
            Errno.EBADMSG => throw new VaultException(VaultErrorKind.Malformed, path, "it is no file; restore it from a backup (*.bkup beside it)"),
            _ => throw new FathomException("cannot read", path, errno),
        };
    }
}
