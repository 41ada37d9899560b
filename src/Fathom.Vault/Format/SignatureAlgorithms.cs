using System.Security.Cryptography;

namespace Fathom.Vault;

/// <summary>Makes signatures.</summary>
internal static class SignatureAlgorithms
{
    /// <summary>Longest signature.</summary>
    internal const int MaxLength = HMACSHA512.HashSizeInBytes;

    /// <summary>Signs.</summary>
    /// <param name="signature">Room for <see cref="MaxLength"/>.</param>
    /// <returns>Bytes of the signature.</returns>
    internal static int Sign(this SignatureAlgorithm algorithm, ReadOnlySpan<byte> key, ReadOnlySpan<byte> message, Span<byte> signature) =>
        algorithm switch
        {
            SignatureAlgorithm.HS384 => HMACSHA384.HashData(key, message, signature),
            SignatureAlgorithm.HS512 => HMACSHA512.HashData(key, message, signature),
            _ => HMACSHA256.HashData(key, message, signature),
        };
}
