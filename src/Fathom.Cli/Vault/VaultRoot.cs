using Fathom.Vault;

namespace Fathom.Cli;

/// <summary>A root that is a Cryptomator vault: <c>vault:PATH</c>, <c>vault:nfs://...</c>, or <c>vault+nfs://...</c>.</summary>
internal static class VaultRoot
{
    /// <summary>How such a root looks, for messages and help.</summary>
    internal const string Form = "vault:ROOT for the cleartext of the Cryptomator vault in ROOT";

    /// <summary>Whether a root is a vault. <c>./vault:x</c> is a local file.</summary>
    internal static bool IsVault(ReadOnlySpan<byte> root) => root.StartsWith("vault:"u8) || root.StartsWith("vault+nfs:"u8);

    /// <summary>The root that has the ciphertext.</summary>
    /// <param name="root">A vault, as typed.</param>
    /// <exception cref="UsageException">Nothing stands behind the prefix, or a vault in a vault.</exception>
    internal static byte[] CiphertextOf(ReadOnlySpan<byte> root)
    {
        ReadOnlySpan<byte> ciphertext = root["vault:"u8.Length..];
        if (ciphertext.IsEmpty || IsVault(ciphertext))
        {
            throw new UsageException($"bad root {NameEscaper.Quote(PathText.ToText(root))}: it is {Form}, a directory or nfs:// URL");
        }

        return ciphertext.ToArray();
    }

    /// <summary>What trees call a vault: the name of its ciphertext's root behind what was typed before it.</summary>
    internal static byte[] NameOf(ReadOnlySpan<byte> root, ReadOnlySpan<byte> ciphertextName) =>
        IsVault(root) ? [.. root[.."vault:"u8.Length], .. ciphertextName] : ciphertextName.ToArray();

    /// <summary>Unlocks a vault.</summary>
    /// <param name="ciphertext">Disposed with the tree, and where this fails.</param>
    /// <param name="isReadOnly">Nothing in it will be changed.</param>
    /// <param name="cacheBytes">Null for the default.</param>
    /// <exception cref="VaultException">It is damaged, not supported, or the password is wrong.</exception>
    internal static VaultTree Open(ReadOnlySpan<byte> root, ITree ciphertext, VaultPassword password, bool isReadOnly = true, int? cacheBytes = null)
    {
        try
        {
            if (ciphertext is not IContentTree content)
            {
                throw new UsageException($"{NameEscaper.Quote(PathText.ToText(root))} cannot be opened: vaults are read on Linux alone");
            }

            VaultOptions options = new()
            {
                RootName = NameOf(root, ciphertext.RootName),
                IsReadOnly = isReadOnly,
                CacheBytes = cacheBytes ?? VaultOptions.Default.CacheBytes,
            };
            return password.Use(ciphertext.RootName, utf8 => VaultTree.Open(content, utf8.Span, options));
        }
        catch
        {
            ciphertext.Dispose();
            throw;
        }
    }
}
