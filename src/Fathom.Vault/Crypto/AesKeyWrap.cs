using System.Buffers.Binary;
using System.Security.Cryptography;

namespace Fathom.Vault;

/// <summary>Wraps keys with a key. The BCL has only the padded variant of RFC 5649.</summary>
/// <remarks>RFC 3394.</remarks>
internal static class AesKeyWrap
{
    /// <summary>Bytes that a wrapped key has more than a plain one.</summary>
    internal const int Overhead = 8;

    private const ulong InitialValue = 0xA6A6A6A6A6A6A6A6;

    /// <summary>Wraps <paramref name="key"/>.</summary>
    /// <param name="key">At least 16 bytes, a multiple of 8.</param>
    /// <param name="wrapped">8 bytes more.</param>
    internal static void Wrap(ReadOnlySpan<byte> encryptionKey, ReadOnlySpan<byte> key, Span<byte> wrapped)
    {
        Check(key.Length, wrapped.Length);
        using Aes aes = Create(encryptionKey);
        Span<byte> block = stackalloc byte[16];
        BinaryPrimitives.WriteUInt64BigEndian(wrapped, InitialValue);
        key.CopyTo(wrapped[8..]);
        int count = key.Length / 8;
        for (int step = 1; step <= 6 * count; step++)
        {
            Span<byte> register = wrapped.Slice(8 * ((step - 1) % count + 1), 8);
            wrapped[..8].CopyTo(block);
            register.CopyTo(block[8..]);
            aes.EncryptEcb(block, block, PaddingMode.None);
            block[8..].CopyTo(register);
            BinaryPrimitives.WriteUInt64BigEndian(wrapped, BinaryPrimitives.ReadUInt64BigEndian(block) ^ (ulong)step);
        }

        CryptographicOperations.ZeroMemory(block);
    }

    /// <summary>Unwraps <paramref name="wrapped"/>.</summary>
    /// <param name="key">8 bytes less; zeroed where the result is false.</param>
    /// <returns>False where it was not wrapped with this key, or was changed.</returns>
    internal static bool TryUnwrap(ReadOnlySpan<byte> encryptionKey, ReadOnlySpan<byte> wrapped, Span<byte> key)
    {
        Check(key.Length, wrapped.Length);
        using Aes aes = Create(encryptionKey);
        Span<byte> block = stackalloc byte[16];
        ulong check = BinaryPrimitives.ReadUInt64BigEndian(wrapped);
        wrapped[8..].CopyTo(key);
        int count = key.Length / 8;
        for (int step = 6 * count; step >= 1; step--)
        {
            Span<byte> register = key.Slice(8 * ((step - 1) % count), 8);
            BinaryPrimitives.WriteUInt64BigEndian(block, check ^ (ulong)step);
            register.CopyTo(block[8..]);
            aes.DecryptEcb(block, block, PaddingMode.None);
            check = BinaryPrimitives.ReadUInt64BigEndian(block);
            block[8..].CopyTo(register);
        }

        CryptographicOperations.ZeroMemory(block);
        if (check == InitialValue)
        {
            return true;
        }

        CryptographicOperations.ZeroMemory(key);
        return false;
    }

    private static void Check(int keyLength, int wrappedLength)
    {
        if (keyLength < 16 || keyLength % 8 != 0 || wrappedLength != keyLength + Overhead)
        {
            throw new ArgumentException($"a key of {keyLength} bytes does not fit a wrapped key of {wrappedLength}");
        }
    }

    private static Aes Create(ReadOnlySpan<byte> encryptionKey)
    {
        Aes aes = Aes.Create();
        AesKey.SetKey(aes, encryptionKey);
        return aes;
    }
}
