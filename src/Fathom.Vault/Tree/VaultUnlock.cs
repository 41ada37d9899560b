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
        VaultConfigFile file = ReadConfig(root, rootName);
        VaultKeys keys = ReadKeyFile(root, rootName, file.MasterkeyFileName).Unlock(password);
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

    /// <summary>Reads the configuration.</summary>
    /// <exception cref="VaultException">There is no vault, or it is damaged or not supported.</exception>
    /// <exception cref="FathomException">It cannot be read.</exception>
    internal static VaultConfigFile ReadConfig(IContentNode root, ReadOnlySpan<byte> rootName)
    {
        byte[] path = PathOf(rootName, VaultConfig.FileName);
        byte[] content = RootFiles.Read(root, VaultConfig.FileName, path, VaultConfigFile.MaxLength)
            ?? throw new VaultException(
                VaultErrorKind.Missing, path, "it does not exist, so there is no vault here, or one of a format before 8: "
                + "name the directory that holds it, and open an older vault with Cryptomator once");
        return VaultConfigFile.Parse(content, path);
    }

    /// <summary>Reads the file with the keys.</summary>
    /// <exception cref="VaultException">It is not there, damaged or not supported.</exception>
    /// <exception cref="FathomException">It cannot be read.</exception>
    internal static MasterkeyFile ReadKeyFile(IContentNode root, ReadOnlySpan<byte> rootName, string name)
    {
        byte[] path = PathOf(rootName, name);
        byte[] content = RootFiles.Read(root, name, path, MasterkeyFile.MaxLength)
            ?? throw new VaultException(
                VaultErrorKind.Missing, path, "it does not exist, and without it nothing can be decrypted: restore it from a backup (*.bkup beside "
                + "it), or write a new one with the recovery key");
        return MasterkeyFile.Parse(content, path);
    }

    /// <summary>The path of a name at the root, for messages.</summary>
    internal static byte[] PathOf(ReadOnlySpan<byte> rootName, string name) =>
        rootName.EndsWith("/"u8) ? [.. rootName, .. Encoding.UTF8.GetBytes(name)] : [.. rootName, (byte)'/', .. Encoding.UTF8.GetBytes(name)];
}
