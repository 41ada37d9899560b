using System.Buffers;
using System.Buffers.Binary;
using System.Buffers.Text;
using System.Security.Cryptography;

namespace Fathom.Vault;

/// <summary>Names of nodes that are being made or removed: no program shows them as entries of a vault.</summary>
internal static class TemporaryName
{
    private const int RandomLength = 8;

    private static readonly SearchValues<byte> s_digits = SearchValues.Create("0123456789abcdef"u8);

    /// <summary>How such a name begins.</summary>
    internal static ReadOnlySpan<byte> Prefix => "fathom-"u8;

    /// <summary>How such a name ends.</summary>
    internal static ReadOnlySpan<byte> Suffix => ".tmp"u8;

    /// <summary>Makes a name that nobody has: <c>fathom-</c>, 16 hex digits, <c>.tmp</c>.</summary>
    internal static byte[] Create()
    {
        Span<byte> random = stackalloc byte[RandomLength];
        RandomNumberGenerator.Fill(random);
        byte[] name = new byte[Prefix.Length + 2 * RandomLength + Suffix.Length];
        Prefix.CopyTo(name);
        Utf8Formatter.TryFormat(BinaryPrimitives.ReadUInt64LittleEndian(random), name.AsSpan(Prefix.Length), out _, new StandardFormat('x', 2 * RandomLength));
        Suffix.CopyTo(name.AsSpan(name.Length - Suffix.Length));
        return name;
    }

    /// <summary>Whether a stored name is one of these.</summary>
    internal static bool Is(ReadOnlySpan<byte> stored) =>
        stored.Length == Prefix.Length + 2 * RandomLength + Suffix.Length
        && stored.StartsWith(Prefix)
        && stored.EndsWith(Suffix)
        && !stored.Slice(Prefix.Length, 2 * RandomLength).ContainsAnyExcept(s_digits);
}
