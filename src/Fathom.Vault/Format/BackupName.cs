using System.Security.Cryptography;

namespace Fathom.Vault;

/// <summary>Copies of the two files at the root of a vault, which Cryptomator makes when it opens one.</summary>
internal static class BackupName
{
    /// <summary>Ends all of them.</summary>
    internal const string Suffix = ".bkup";

    /// <summary>Whether a name has the form of one.</summary>
    internal static bool IsBackup(ReadOnlySpan<byte> name) => name.EndsWith(".bkup"u8);

    /// <summary>The name of the copy: it changes with the content, so no copy replaces another.</summary>
    /// <param name="fileName">For example <c>masterkey.cryptomator</c>.</param>
    internal static string Of(string fileName, ReadOnlySpan<byte> content)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(content, hash);
        return $"{fileName}.{Convert.ToHexString(hash[..4])}{Suffix}";
    }
}
