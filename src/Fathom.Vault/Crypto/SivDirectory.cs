using System.Runtime.Intrinsics;
using System.Security.Cryptography;

namespace Fathom.Vault;

/// <summary>AES-SIV with its associated data taken in already. For the names of a directory that data is the directory's id; the state is
/// worth caching, because it costs as much as a name does.</summary>
/// <remarks>Immutable, 40 bytes, valid as long as its <see cref="AesSiv"/>; any number of threads may use one.</remarks>
internal readonly struct SivDirectory
{
    private readonly AesSiv _siv;
    private readonly Vector128<byte> _state;

    internal SivDirectory(AesSiv siv, Vector128<byte> state)
    {
        _siv = siv;
        _state = state;
    }

    /// <summary>Encrypts.</summary>
    /// <param name="ciphertext">The tag of 16 bytes and then as many bytes as the plaintext has. Must not overlap the plaintext.</param>
    internal void Encrypt(ReadOnlySpan<byte> plaintext, Span<byte> ciphertext)
    {
        Vector128<byte> tag = _siv.Finish(_state, plaintext);
        tag.CopyTo(ciphertext);
        _siv.AddKeyStream(tag, plaintext, ciphertext[AesSiv.Overhead..]);
    }

    /// <summary>Decrypts and authenticates.</summary>
    /// <param name="plaintext">At least 16 bytes shorter than the ciphertext; zeroed where the result is false. Must not overlap the ciphertext.</param>
    /// <returns>False where the ciphertext was not made with these keys and this associated data.</returns>
    internal bool TryDecrypt(ReadOnlySpan<byte> ciphertext, Span<byte> plaintext)
    {
        if (ciphertext.Length < AesSiv.Overhead)
        {
            return false;
        }

        Vector128<byte> tag = Vector128.Create(ciphertext);
        plaintext = plaintext[..(ciphertext.Length - AesSiv.Overhead)];
        _siv.AddKeyStream(tag, ciphertext[AesSiv.Overhead..], plaintext);

        // All bits at once: how many of them match cannot be timed.
        if (Vector128.EqualsAll(_siv.Finish(_state, plaintext), tag))
        {
            return true;
        }

        CryptographicOperations.ZeroMemory(plaintext);
        return false;
    }
}
