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
        byte[] rented = ArrayPool<byte>.Shared.Rent(2 * NameCodec.MaxStoredLength);
        try
        {
            Errno errno = OpenAny(in place, name, mask, rented, out ReadOnlySpan<byte> stored, out node, out attributes);
            kind = NameCodec.KindOf(stored);
            return errno;
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(rented);
        }
    }

    /// <summary>Opens the stored node of a name, and says under which name it stands in the content directory.</summary>
    /// <param name="node">The caller's; null where the result is an error.</param>
    /// <returns>ENOENT; ENAMETOOLONG.</returns>
    internal Errno Find(in LookupPlace place, ReadOnlySpan<byte> name, out byte[] stored, out IContentNode? node)
    {
        byte[] rented = ArrayPool<byte>.Shared.Rent(2 * NameCodec.MaxStoredLength);
        try
        {
            Errno errno = OpenAny(in place, name, StatMask.None, rented, out ReadOnlySpan<byte> found, out node, out _);
            stored = found.ToArray();
            return errno;
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
        scoped ReadOnlySpan<byte> standing = stored;
        Span<byte> shortened = stackalloc byte[NameCodec.ShortenedLength];
        if (names.IsTooLong(stored))
        {
            NameCodec.Shorten(stored, shortened);
            standing = shortened;
        }

        kind = NameCodec.KindOf(standing);
        return OpenAt(in place, standing, mask, out node, out attributes);
    }

    // The room holds two names; the stored one that was opened is in there, or remembered.
    private Errno OpenAny(
        in LookupPlace place,
        ReadOnlySpan<byte> name,
        StatMask mask,
        Span<byte> room,
        out ReadOnlySpan<byte> stored,
        out IContentNode? node,
        out NodeAttributes attributes)
    {
        node = null;
        attributes = default;
        Span<byte> first = room[..NameCodec.MaxStoredLength];
        Errno errno = names.Encrypt(in place.Siv, name, first, out int length);
        first = Shortened(first[..length]);
        stored = first;
        if (errno == Errno.None)
        {
            errno = OpenAt(in place, stored, mask, out node, out attributes);
        }

        // Another program may have stored it in another form, and even what is no text.
        if (errno is Errno.ENOENT or Errno.EILSEQ)
        {
            Span<byte> given = room.Slice(NameCodec.MaxStoredLength, NameCodec.MaxStoredLength);
            Errno other = names.EncryptAsGiven(in place.Siv, name, given, out int givenLength);
            given = Shortened(given[..givenLength]);
            bool isOther = other == Errno.None && !given.SequenceEqual(first);
            stored = given;
            errno = isOther ? OpenAt(in place, stored, mask, out node, out attributes) : Errno.ENOENT;
        }

        if (errno == Errno.ENOENT && conflicts.Find(place.Id, name) is { } known)
        {
            stored = known;
            errno = OpenAt(in place, stored, mask, out node, out attributes);
        }

        return errno;
    }

    // What stands in the directory, in the place of what would be too long there.
    private Span<byte> Shortened(Span<byte> stored)
    {
        if (!names.IsTooLong(stored))
        {
            return stored;
        }

        NameCodec.Shorten(stored, stored);
        return stored[..NameCodec.ShortenedLength];
    }

    private static Errno OpenAt(in LookupPlace place, ReadOnlySpan<byte> stored, StatMask mask, out IContentNode? node, out NodeAttributes attributes) =>
        place.Content.Open(stored, mask | StatMask.Inode, out node, out attributes);
}
