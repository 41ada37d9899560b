using System.Buffers;

namespace Fathom.Vault;

/// <summary>Finds what has a name in a directory: by encrypting it, never by listing.</summary>
internal sealed class NameLookup(NameCodec names, ConflictNames conflicts)
{
    /// <summary>Opens the stored node of a name.</summary>
    /// <param name="place">Where; the name is raw bytes of one component.</param>
    /// <param name="node">The caller's; null where the result is an error.</param>
    /// <param name="kind">Of its stored name.</param>
    /// <returns>ENOENT; ENAMETOOLONG.</returns>
    internal Errno Open(
        in LookupPlace place, ReadOnlySpan<byte> name, StatMask mask, out IContentNode? node, out NodeAttributes attributes, out NameKind kind)
    {
        node = null;
        attributes = default;
        kind = NameKind.Regular;
        byte[] rented = ArrayPool<byte>.Shared.Rent(2 * NameCodec.MaxStoredLength);
        try
        {
            Span<byte> first = rented.AsSpan(0, NameCodec.MaxStoredLength);
            Errno errno = names.Encrypt(in place.Siv, name, first, out int firstLength);
            if (errno == Errno.None)
            {
                errno = OpenStored(in place, first[..firstLength], mask, out node, out attributes, out kind);
            }

            // Another program may have stored it in another form, and even what is no text.
            if (errno is Errno.ENOENT or Errno.EILSEQ)
            {
                Span<byte> given = rented.AsSpan(NameCodec.MaxStoredLength, NameCodec.MaxStoredLength);
                Errno other = names.EncryptAsGiven(in place.Siv, name, given, out int givenLength);
                bool isOther = other == Errno.None && !given[..givenLength].SequenceEqual(first[..firstLength]);
                errno = isOther ? OpenStored(in place, given[..givenLength], mask, out node, out attributes, out kind) : Errno.ENOENT;
            }

            return errno == Errno.ENOENT && conflicts.Find(place.Id, name) is { } stored
                ? OpenAt(in place, stored, mask, out node, out attributes, out kind)
                : errno;
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(rented);
        }
    }

    /// <summary>Opens a stored name, or the shortened one that stands for it where it is too long.</summary>
    internal Errno OpenStored(
        in LookupPlace place, ReadOnlySpan<byte> stored, StatMask mask, out IContentNode? node, out NodeAttributes attributes, out NameKind kind)
    {
        if (!names.IsTooLong(stored))
        {
            return OpenAt(in place, stored, mask, out node, out attributes, out kind);
        }

        Span<byte> shortened = stackalloc byte[NameCodec.ShortenedLength];
        NameCodec.Shorten(stored, shortened);
        return OpenAt(in place, shortened, mask, out node, out attributes, out kind);
    }

    private static Errno OpenAt(
        in LookupPlace place, ReadOnlySpan<byte> stored, StatMask mask, out IContentNode? node, out NodeAttributes attributes, out NameKind kind)
    {
        kind = NameCodec.KindOf(stored);
        return place.Content.Open(stored, mask | StatMask.Inode, out node, out attributes);
    }
}
