using System.Buffers;
using System.Security.Cryptography;

namespace Fathom.Vault;

/// <summary>Names of what is not finished: no program for vaults lists them.</summary>
internal static class TemporaryName
{
    private const int Digits = 16;

    private static readonly SearchValues<byte> s_hex = SearchValues.Create("0123456789abcdef"u8);

    private static ReadOnlySpan<byte> Prefix => "fathom-"u8;

    private static ReadOnlySpan<byte> Suffix => ".tmp"u8;

    /// <summary>Makes one that nobody has.</summary>
    internal static byte[] Create()
    {
        byte[] digits = System.Text.Encoding.ASCII.GetBytes(RandomNumberGenerator.GetHexString(Digits, lowercase: true));
        return [.. Prefix, .. digits, .. Suffix];
    }

    /// <summary>A stored name is one of these.</summary>
    internal static bool Is(ReadOnlySpan<byte> name) =>
        name.Length == Prefix.Length + Digits + Suffix.Length && name.StartsWith(Prefix) && name.EndsWith(Suffix)
        && name.Slice(Prefix.Length, Digits).IndexOfAnyExcept(s_hex) < 0;
}
