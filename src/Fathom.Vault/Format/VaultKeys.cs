using System.Security.Cryptography;

namespace Fathom.Vault;

/// <summary>The two master keys of a vault.</summary>
/// <remarks>Any number of threads may read them; none may while they are disposed of.</remarks>
internal sealed class VaultKeys : IDisposable
{
    /// <summary>Bytes of each.</summary>
    internal const int KeyLength = 32;

    private readonly SecretBytes _bytes = new(2 * KeyLength);

    /// <summary>Takes copies, which the caller clears.</summary>
    internal VaultKeys(ReadOnlySpan<byte> encryption, ReadOnlySpan<byte> mac)
    {
        if (encryption.Length != KeyLength || mac.Length != KeyLength)
        {
            throw new ArgumentException($"a master key has {KeyLength} bytes");
        }

        encryption.CopyTo(_bytes.Span);
        mac.CopyTo(_bytes.Span[KeyLength..]);
    }

    private VaultKeys()
    {
    }

    /// <summary>Encrypts headers and, in CTR mode, names.</summary>
    internal ReadOnlySpan<byte> Encryption => _bytes.Span[..KeyLength];

    /// <summary>Authenticates: names, and contents of SIV_CTRMAC.</summary>
    internal ReadOnlySpan<byte> Mac => _bytes.Span[KeyLength..];

    /// <summary>Both, encryption first: the key of the configuration's signature.</summary>
    internal ReadOnlySpan<byte> Both => _bytes.Span;

    /// <summary>The keys are kept out of swap. False where the system does not let this process lock memory.</summary>
    internal bool IsLocked => _bytes.IsLocked;

    /// <summary>Makes the keys of a new vault.</summary>
    internal static VaultKeys Create()
    {
        VaultKeys keys = new();
        RandomNumberGenerator.Fill(keys._bytes.Span);
        return keys;
    }

    /// <summary>Makes the cipher of names and directory ids.</summary>
    internal AesSiv CreateSiv() => new(Mac, Encryption);

    /// <summary>Forgets the keys.</summary>
    public void Dispose() => _bytes.Dispose();
}
