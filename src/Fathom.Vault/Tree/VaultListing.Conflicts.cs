using System.Text;

namespace Fathom.Vault;

/// <content>Names that are more than an encrypted name: shortened ones, those of conflicts, and what is none at all.</content>
internal sealed partial class VaultListing
{
    // Beyond this somebody plays with us.
    private const int MaxSuffixes = 1000;

    // Names that this listing gave to conflicts, Latin-1; null as long as there are none.
    private HashSet<string>? _given;

    private void AddOddName(EntryBatch batch, ReadOnlySpan<byte> storedName, int index, NameKind kind)
    {
        bool isFound = kind == NameKind.Shortened
            ? ReadShortened(storedName, index, out byte[] name, out byte[] canonical, out Errno errno)
            : FindConflict(storedName, out name, out canonical, out errno);
        if (!isFound)
        {
            _room.Errors[index] = errno;
            batch.AddName(storedName, EntryKind.Unknown, (ulong)index);
        }
        else if (storedName.SequenceEqual(canonical))
        {
            batch.AddName(name, EntryKind.Unknown, (ulong)index);
        }
        else
        {
            AddConflict(batch, index, name, canonical);
        }
    }

    /// <summary>Reads the whole name of a shortened one.</summary>
    /// <param name="canonical">What the whole name is shortened to: another one shows that the entry was renamed.</param>
    private bool ReadShortened(ReadOnlySpan<byte> storedName, int index, out byte[] name, out byte[] canonical, out Errno errno)
    {
        name = [];
        canonical = [];
        errno = _place.Content.Open(_room.Stored, index, out IContentNode? node);
        if (errno != Errno.None)
        {
            return false;
        }

        using (node)
        {
            byte[] whole = new byte[NameCodec.MaxStoredLength + 1];
            errno = node!.Kind == EntryKind.Directory ? StoredFiles.Read(node, StoredFiles.LongName, whole, out int length) : ErrnoOfNoNode(out length);
            errno = errno == Errno.ENOENT ? Errno.EBADMSG : errno;
            errno = errno == Errno.None ? _tree.Names.Decrypt(in _place.Siv, whole.AsSpan(0, length), _room.Name, out int written) : NoName(errno, out written);
            if (errno != Errno.None)
            {
                return false;
            }

            name = _room.Name.AsSpan(0, written).ToArray();
            canonical = new byte[NameCodec.ShortenedLength];
            NameCodec.Shorten(whole.AsSpan(0, length), canonical);
            return true;
        }
    }

    private static Errno ErrnoOfNoNode(out int length) => NoName(Errno.EBADMSG, out length);

    private static Errno NoName(Errno errno, out int length)
    {
        length = 0;
        return errno;
    }

    private bool FindConflict(ReadOnlySpan<byte> storedName, out byte[] name, out byte[] canonical, out Errno errno)
    {
        bool isFound = ConflictName.TryFind(_tree.Names, in _place.Siv, storedName, _room.Name, out int length, out Range range);
        name = isFound ? _room.Name.AsSpan(0, length).ToArray() : [];
        canonical = isFound ? [.. storedName[range], .. NameCodec.RegularSuffix] : [];
        errno = isFound ? Errno.None : Errno.EBADMSG;
        return isFound;
    }

    // Cryptomator gives it the name if that is free, removes it if it is the same directory or link, and else gives it a suffix. Nothing is
    // renamed here: a listing changes nothing.
    private void AddConflict(EntryBatch batch, int index, byte[] name, byte[] canonical)
    {
        bool isThere = Exists(canonical, out Errno errno);
        if (errno == Errno.None && isThere && IsSameNode(index, canonical))
        {
            return;
        }

        byte[] shown = name;
        for (int suffix = 1; errno == Errno.None && (isThere || !Give(shown)); suffix++)
        {
            shown = [.. name, .. Encoding.ASCII.GetBytes($" ({suffix})")];
            isThere = IsTaken(shown, out errno);
            errno = suffix == MaxSuffixes ? Errno.EBADMSG : errno;
        }

        if (errno != Errno.None)
        {
            _room.Errors[index] = errno;
            shown = _room.Stored.Name(index).ToArray();
        }
        else
        {
            _tree.Conflicts.Add(_place.Id, shown, _room.Stored.Name(index));
        }

        batch.AddName(shown, EntryKind.Unknown, (ulong)index);
    }

    private bool Give(byte[] name) => (_given ??= []).Add(Encoding.Latin1.GetString(name));

    private bool IsTaken(byte[] name, out Errno errno)
    {
        byte[] stored = new byte[NameCodec.MaxStoredLength];
        errno = _tree.Names.EncryptAsGiven(in _place.Siv, name, stored, out int length);
        if (errno != Errno.None)
        {
            return false;
        }

        errno = _tree.Lookup.OpenStored(in _place, stored.AsSpan(0, length), StatMask.None, out IContentNode? node, out _, out _);
        return IsThere(node, ref errno);
    }

    private bool Exists(byte[] storedName, out Errno errno)
    {
        errno = _place.Content.Open(storedName, out IContentNode? node);
        return IsThere(node, ref errno);
    }

    private static bool IsThere(IContentNode? node, ref Errno errno)
    {
        node?.Dispose();
        errno = errno == Errno.ENOENT ? Errno.None : errno;
        return node is not null;
    }

    // Two nodes that name one directory, or links with the same bytes: nothing is lost where one of them is not shown.
    private bool IsSameNode(int index, byte[] canonical)
    {
        Errno errno = _place.Content.Open(_room.Stored, index, out IContentNode? conflict);
        using (conflict)
        {
            errno = errno == Errno.None ? _place.Content.Open(canonical, out IContentNode? node) : Structure.None(errno, out node);
            using (node)
            {
                return errno == Errno.None
                    && (HaveSameFile(conflict!, node!, StoredFiles.DirectoryId, DirectoryId.MaxLength)
                        || HaveSameFile(conflict!, node!, StoredFiles.Symlink, _tree.Layout.HeaderLength + _tree.Layout.StoredChunkLength));
            }
        }
    }

    private static bool HaveSameFile(IContentNode one, IContentNode other, ReadOnlySpan<byte> name, int maxLength)
    {
        byte[] first = new byte[maxLength];
        byte[] second = new byte[maxLength];
        return StoredFiles.Read(one, name, first, out int firstLength) == Errno.None
            && StoredFiles.Read(other, name, second, out int secondLength) == Errno.None
            && firstLength > 0
            && first.AsSpan(0, firstLength).SequenceEqual(second.AsSpan(0, secondLength));
    }
}
