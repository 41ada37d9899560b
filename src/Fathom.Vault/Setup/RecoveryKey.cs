using System.Buffers;
using System.Buffers.Text;
using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;

namespace Fathom.Vault;

// 64 bytes of keys, encryption first | first 4 bytes of their SHA-256, as base64url without padding: 91 characters in 13 groups of 7,
// five groups a line. White space between them means nothing.

/// <summary>The keys of a vault as text to keep on paper: with it a lost password is replaced, and whoever has it can read the vault.</summary>
public sealed class RecoveryKey : IDisposable
{
    /// <summary>Bytes that <see cref="WriteText"/> writes.</summary>
    public const int TextLength = Characters + Groups;

    private const int ChecksumLength = 4;
    private const int KeyLength = 2 * VaultKeys.KeyLength;
    private const int Characters = 91;
    private const int GroupLength = 7;
    private const int Groups = Characters / GroupLength;
    private const int GroupsOfLine = 5;

    // Longest text that is read: this many times what is written is white space enough.
    private const int MaxTextLength = 16 * TextLength;

    private static readonly SearchValues<byte> s_alphabet = SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"u8);

    private readonly SecretBytes _bytes = new(KeyLength + ChecksumLength);

    internal RecoveryKey(VaultKeys keys)
    {
        keys.Both.CopyTo(_bytes.Span);
        WriteChecksum(_bytes.Span[..KeyLength], _bytes.Span[KeyLength..]);
    }

    private RecoveryKey(ReadOnlySpan<byte> bytes) => bytes.CopyTo(_bytes.Span);

    /// <summary>Reads the text.</summary>
    /// <param name="text">As <see cref="WriteText"/> writes it, with any white space; the caller clears it.</param>
    /// <param name="key">The caller's; null where the text is no recovery key.</param>
    /// <param name="problem">What is wrong with it, for people; null where nothing is. Holds nothing of the text.</param>
    public static bool TryParse(
        ReadOnlySpan<byte> text, [NotNullWhen(true)] out RecoveryKey? key, [NotNullWhen(false)] out string? problem)
    {
        key = null;
        using SecretBytes characters = new(Characters);
        if (!TryCollect(text, characters.Span, out int count))
        {
            problem = $"it has {(count > Characters ? "more" : $"{count} characters")} where {Characters} characters are expected, without white space";
            return false;
        }

        int foreign = characters.Span.IndexOfAnyExcept(s_alphabet);
        if (foreign >= 0)
        {
            problem = $"character {foreign + 1} is none of A-Z, a-z, 0-9, '-' and '_'";
            return false;
        }

        // The last character has bits that mean nothing: what sets them is wrong, too.
        using SecretBytes bytes = new(KeyLength + ChecksumLength + 1);
        Span<byte> checksum = stackalloc byte[ChecksumLength];
        bool isRead = Base64Url.DecodeFromUtf8(characters.Span, bytes.Span, out _, out int written) == OperationStatus.Done;
        WriteChecksum(bytes.Span[..KeyLength], checksum);
        if (!isRead || !CryptographicOperations.FixedTimeEquals(checksum, bytes.Span[KeyLength..written]))
        {
            problem = "its checksum does not match: at least one character is wrong, compare it with what was written down (capitals count)";
            return false;
        }

        problem = null;
        key = new RecoveryKey(bytes.Span[..written]);
        return true;
    }

    /// <summary>Writes the text: groups of seven characters with a space or a newline behind each.</summary>
    /// <param name="text">Room for <see cref="TextLength"/>; the caller clears it.</param>
    public void WriteText(Span<byte> text)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(text.Length, TextLength);
        using SecretBytes characters = new(Characters);
        Base64Url.EncodeToUtf8(_bytes.Span, characters.Span, out _, out _);
        for (int group = 0; group < Groups; group++)
        {
            Span<byte> target = text.Slice(group * (GroupLength + 1), GroupLength + 1);
            characters.Span.Slice(group * GroupLength, GroupLength).CopyTo(target);
            bool endsLine = (group + 1) % GroupsOfLine == 0 || group == Groups - 1;
            target[GroupLength] = endsLine ? (byte)'\n' : (byte)' ';
        }
    }

    /// <summary>Forgets the keys.</summary>
    public void Dispose() => _bytes.Dispose();

    /// <summary>The keys; the caller's.</summary>
    internal VaultKeys CreateKeys() => new(_bytes.Span[..VaultKeys.KeyLength], _bytes.Span[VaultKeys.KeyLength..KeyLength]);

    private static bool TryCollect(ReadOnlySpan<byte> text, Span<byte> characters, out int count)
    {
        count = text.Length > MaxTextLength ? Characters + 1 : 0;
        for (int i = 0; i < text.Length && count <= Characters; i++)
        {
            if (text[i] is (byte)' ' or (byte)'\t' or (byte)'\r' or (byte)'\n')
            {
                continue;
            }

            if (count < Characters)
            {
                characters[count] = text[i];
            }

            count++;
        }

        return count == Characters;
    }

    private static void WriteChecksum(ReadOnlySpan<byte> keys, Span<byte> checksum)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(keys, hash);
        hash[..ChecksumLength].CopyTo(checksum);
    }
}
