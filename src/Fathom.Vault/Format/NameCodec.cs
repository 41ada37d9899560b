using System.Buffers;
using System.Runtime.CompilerServices;
using System.Security.Cryptography;
using System.Text;
using System.Text.Unicode;

namespace Fathom.Vault;

/// <summary>Names of one vault: from cleartext to what is stored, and back.</summary>
/// <param name="shorteningThreshold">Characters of a stored name, suffix included, that are stored as they are.</param>
/// <remarks>Names are bytes; encryption wants UTF-8. Nothing is allocated for a name that has form C, as nearly all have.</remarks>
internal sealed class NameCodec(int shorteningThreshold)
{
    /// <summary>Longest stored name: what <c>name.c9s</c> may hold.</summary>
    internal const int MaxStoredLength = 10240;

    /// <summary>Longest cleartext name; a stored name decrypts to no more.</summary>
    internal const int MaxNameLength = (MaxStoredLength - SuffixLength) / 4 * 3 - AesSiv.Overhead;

    /// <summary>Bytes of <c>.c9r</c> and of <c>.c9s</c>.</summary>
    internal const int SuffixLength = 4;

    /// <summary>Bytes of a shortened name: base64 of a SHA-1, and its suffix.</summary>
    internal const int ShortenedLength = 28 + SuffixLength;

    // Names up to this are worked on in the stack; it covers what file systems let a name be, three bytes of UTF-8 each.
    private const int StackLength = 1024;

    /// <summary>The suffix of an encrypted name.</summary>
    internal static ReadOnlySpan<byte> RegularSuffix => ".c9r"u8;

    /// <summary>The suffix of a shortened name.</summary>
    internal static ReadOnlySpan<byte> ShortenedSuffix => ".c9s"u8;

    /// <summary>What a stored name is.</summary>
    internal static NameKind KindOf(ReadOnlySpan<byte> stored) =>
        stored.EndsWith(RegularSuffix) ? NameKind.Regular : stored.EndsWith(ShortenedSuffix) ? NameKind.Shortened : NameKind.Foreign;

    /// <summary>Bytes that <see cref="Encrypt"/> writes for a name of this many, if normalization does not change it.</summary>
    internal static int StoredLength(int nameLength) => NameText.LengthOf(nameLength + AesSiv.Overhead) + SuffixLength;

    /// <summary>This stored name is too long to stand in a directory: <see cref="Shorten"/> makes the one that does.</summary>
    internal bool IsTooLong(ReadOnlySpan<byte> stored) => stored.Length > shorteningThreshold;

    /// <summary>Encrypts a name in form C.</summary>
    /// <param name="stored">Room for <see cref="MaxStoredLength"/>, or for <see cref="StoredLength"/> of three times the name.</param>
    /// <returns><see cref="Errno.EINVAL"/> for a name that no file has, <see cref="Errno.EILSEQ"/> where it is no UTF-8,
    /// <see cref="Errno.ENAMETOOLONG"/>.</returns>
    internal Errno Encrypt(in SivDirectory directory, ReadOnlySpan<byte> name, Span<byte> stored, out int written)
    {
        written = 0;
        Errno errno = Check(name);
        if (errno != Errno.None)
        {
            return errno;
        }

        return Ascii.IsValid(name) || UnicodeNfc.IsNormalized(name)
            ? EncryptAsGiven(in directory, name, stored, out written)
            : EncryptNormalized(in directory, name, stored, out written);
    }

    /// <summary>Encrypts a name without normalizing it, any bytes: finds what another program stored so.</summary>
    /// <returns><see cref="Errno.EINVAL"/> for a name that no file has, <see cref="Errno.ENAMETOOLONG"/>.</returns>
    [SkipLocalsInit]
    internal Errno EncryptAsGiven(in SivDirectory directory, ReadOnlySpan<byte> name, Span<byte> stored, out int written)
    {
        written = 0;
        if (!IsName(name) || name.Length > MaxNameLength)
        {
            return IsName(name) ? Errno.ENAMETOOLONG : Errno.EINVAL;
        }

        int length = name.Length + AesSiv.Overhead;
        byte[]? rented = length > StackLength ? ArrayPool<byte>.Shared.Rent(length) : null;
        Span<byte> ciphertext = (rented ?? stackalloc byte[StackLength])[..length];
        directory.Encrypt(name, ciphertext);
        written = NameText.Encode(ciphertext, stored);
        RegularSuffix.CopyTo(stored[written..]);
        written += SuffixLength;
        if (rented is not null)
        {
            ArrayPool<byte>.Shared.Return(rented);
        }

        return Errno.None;
    }

    /// <summary>Decrypts and authenticates a stored name with its suffix.</summary>
    /// <param name="name">Room for three bytes for four of the stored name; undefined where it fails.</param>
    /// <returns><see cref="Errno.EBADMSG"/> where it is none of this directory's: another directory's, changed, a conflict's, or one that
    /// would be a path (an empty name, dots, a slash or a zero inside).</returns>
    internal Errno Decrypt(in SivDirectory directory, ReadOnlySpan<byte> stored, Span<byte> name, out int written)
    {
        written = 0;
        return stored.EndsWith(RegularSuffix) && stored.Length <= MaxStoredLength
            ? DecryptText(in directory, stored[..^SuffixLength], name, out written)
            : Errno.EBADMSG;
    }

    /// <summary>Decrypts the base64 of a name, without a suffix.</summary>
    /// <returns>As <see cref="Decrypt"/>.</returns>
    [SkipLocalsInit]
    internal Errno DecryptText(in SivDirectory directory, ReadOnlySpan<byte> text, Span<byte> name, out int written)
    {
        written = 0;
        int room = text.Length / 4 * 3;
        byte[]? rented = room > StackLength ? ArrayPool<byte>.Shared.Rent(room) : null;
        Span<byte> ciphertext = rented ?? stackalloc byte[StackLength];
        bool isName = NameText.TryDecode(text, ciphertext, out int length) && directory.TryDecrypt(ciphertext[..length], name);
        if (rented is not null)
        {
            ArrayPool<byte>.Shared.Return(rented);
        }

        if (!isName || !IsName(name[..(length - AesSiv.Overhead)]))
        {
            return Errno.EBADMSG;
        }

        written = length - AesSiv.Overhead;
        return Errno.None;
    }

    /// <summary>Writes the name of the directory that stands for a stored name that is too long.</summary>
    /// <param name="stored">With its suffix.</param>
    /// <param name="shortened">Room for <see cref="ShortenedLength"/>.</param>
    internal static void Shorten(ReadOnlySpan<byte> stored, Span<byte> shortened)
    {
        Span<byte> hash = stackalloc byte[SHA1.HashSizeInBytes];
#pragma warning disable CA5350 // The format's choice; the hash only abbreviates a name that is authenticated by itself.
        SHA1.HashData(stored, hash);
#pragma warning restore CA5350
        int written = NameText.Encode(hash, shortened);
        ShortenedSuffix.CopyTo(shortened[written..]);
    }

    private static Errno Check(ReadOnlySpan<byte> name)
    {
        if (!IsName(name))
        {
            return Errno.EINVAL;
        }

        return name.Length > MaxNameLength ? Errno.ENAMETOOLONG : Utf8.IsValid(name) ? Errno.None : Errno.EILSEQ;
    }

    // Whoever has the keys may have put anything into a name; none may lead out of the directory that a copy goes to.
    private static bool IsName(ReadOnlySpan<byte> name) => EntryName.Check(name) == Errno.None;

    private Errno EncryptNormalized(in SivDirectory directory, ReadOnlySpan<byte> name, Span<byte> stored, out int written)
    {
        byte[] normalized = ArrayPool<byte>.Shared.Rent(name.Length * UnicodeNfc.MaxGrowth);
        try
        {
            return EncryptAsGiven(in directory, normalized.AsSpan(0, UnicodeNfc.Normalize(name, normalized)), stored, out written);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(normalized);
        }
    }
}
