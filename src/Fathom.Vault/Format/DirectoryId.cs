using System.Security.Cryptography;
using System.Text;

namespace Fathom.Vault;

/// <summary>The id of a directory, which says where its content is stored and which its names are bound to: empty for the root, a UUID in
/// text for others.</summary>
/// <param name="bytes">As <c>dir.c9r</c> has it; kept.</param>
internal sealed class DirectoryId(byte[] bytes) : IEquatable<DirectoryId>
{
    /// <summary>Longest content of <c>dir.c9r</c>.</summary>
    internal const int MaxLength = 1000;

    /// <summary>Bytes of a content's path: <c>d/XX/</c> and 30 more.</summary>
    internal const int PathLength = 35;

    private const int HashTextLength = 32;

    /// <summary>The name of a content directory in its branch of <c>d</c>: what is left of the hash behind the branch.</summary>
    internal const int BranchedLength = HashTextLength - 2;

    /// <summary>The root's.</summary>
    internal static DirectoryId Root { get; } = new([]);

    /// <summary>What <c>dir.c9r</c> holds.</summary>
    internal ReadOnlySpan<byte> Bytes => bytes;

    /// <summary>This is the root's.</summary>
    internal bool IsRoot => bytes.Length == 0;

    /// <summary>A number for it that no stored node is likely to have: FNV-1a with the highest bit set.</summary>
    internal ulong Number
    {
        get
        {
            ulong hash = 14695981039346656037;
            foreach (byte value in bytes)
            {
                hash = (hash ^ value) * 1099511628211;
            }

            return hash | (1UL << 63);
        }
    }

    /// <summary>Makes the id of a new directory.</summary>
    internal static DirectoryId Create() => new(Encoding.ASCII.GetBytes(Guid.NewGuid().ToString("D")));

    /// <summary>Reads what <c>dir.c9r</c> holds.</summary>
    /// <returns><see cref="Errno.EBADMSG"/> where it is empty, which would be the root inside of itself, or too long.</returns>
    internal static Errno Parse(ReadOnlySpan<byte> content, out DirectoryId? id)
    {
        bool isId = content.Length is > 0 and <= MaxLength;
        id = isId ? new DirectoryId(content.ToArray()) : null;
        return isId ? Errno.None : Errno.EBADMSG;
    }

    /// <summary>Writes the path of the content, relative to the vault: <c>d/XX/YYYYYYYYYYYYYYYYYYYYYYYYYYYYYY</c>.</summary>
    /// <param name="path">Room for <see cref="PathLength"/>.</param>
    internal void WritePath(AesSiv siv, Span<byte> path)
    {
        Span<byte> text = stackalloc byte[HashTextLength];
        WriteHash(siv, text);
        "d/"u8.CopyTo(path);
        text[..2].CopyTo(path[2..]);
        path[4] = (byte)'/';
        text[2..].CopyTo(path[5..]);
    }

    /// <summary>The path of the content, relative to the vault.</summary>
    internal byte[] PathOf(AesSiv siv)
    {
        byte[] path = new byte[PathLength];
        WritePath(siv, path);
        return path;
    }

    /// <inheritdoc/>
    public bool Equals(DirectoryId? other) => other is not null && Bytes.SequenceEqual(other.Bytes);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as DirectoryId);

    /// <inheritdoc/>
    public override int GetHashCode()
    {
        HashCode hash = default;
        hash.AddBytes(bytes);
        return hash.ToHashCode();
    }

    /// <inheritdoc/>
    public override string ToString() => IsRoot ? "(root)" : Encoding.UTF8.GetString(bytes);

    // base32 of SHA-1 of the encrypted id. Without associated data: an id belongs to the vault, not to a directory.
    private void WriteHash(AesSiv siv, Span<byte> text)
    {
        Span<byte> ciphertext = stackalloc byte[AesSiv.Overhead + MaxLength];
        ciphertext = ciphertext[..(AesSiv.Overhead + bytes.Length)];
        siv.Prepare().Encrypt(bytes, ciphertext);
        Span<byte> hash = stackalloc byte[SHA1.HashSizeInBytes];
#pragma warning disable CA5350 // The format's choice; the hash spreads directories and authenticates nothing.
        SHA1.HashData(ciphertext, hash);
#pragma warning restore CA5350
        EncodeBase32(hash, text);
    }

    // RFC 4648, section 6; 5 bytes are 8 characters.
    private static void EncodeBase32(ReadOnlySpan<byte> bytes, Span<byte> text)
    {
        ReadOnlySpan<byte> alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"u8;
        for (int i = 0; i < text.Length; i++)
        {
            int bit = 5 * i;
            int pair = bytes[bit / 8] << 8 | (bit / 8 + 1 < bytes.Length ? bytes[bit / 8 + 1] : 0);
            text[i] = alphabet[pair >> (11 - bit % 8) & 31];
        }
    }
}
