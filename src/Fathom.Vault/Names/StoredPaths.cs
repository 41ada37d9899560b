namespace Fathom.Vault;

/// <summary>From paths in the cleartext to paths in the ciphertext of a vault, and back.</summary>
public static class StoredPaths
{
    // d, XX, 30 characters; then a node, then a file in it.
    private const int ContentDepth = 3;
    private const int BranchLength = 2;
    private const int HashLength = 30;

    /// <summary>Finds where something is stored.</summary>
    /// <param name="path">Raw bytes of the cleartext, from the root of the vault; empty components and <c>.</c> mean nothing.</param>
    /// <param name="place">Null where the result is an error.</param>
    /// <returns>ENOENT, ENOTDIR, EBADMSG for what does not authenticate; EINVAL for a path with <c>..</c>.</returns>
    public static Errno Find(VaultTree tree, ReadOnlySpan<byte> path, out StoredPlace? place)
    {
        ArgumentNullException.ThrowIfNull(tree);
        place = null;
        DirectoryId id = DirectoryId.Root;
        byte[]? last = null;
        foreach (Range range in path.Split((byte)'/'))
        {
            ReadOnlySpan<byte> name = path[range];
            if (name.IsEmpty || name.SequenceEqual("."u8))
            {
                continue;
            }

            if (EntryName.Check(name) != Errno.None)
            {
                return Errno.EINVAL;
            }

            Errno errno = last is null ? Errno.None : Enter(tree, last, ref id);
            if (errno != Errno.None)
            {
                return errno;
            }

            last = name.ToArray();
        }

        if (last is not null)
        {
            return FindName(tree, id, last, out place);
        }

        place = new StoredPlace(EntryKind.Directory, default, id.PathOf(tree.Siv));
        return Errno.None;
    }

    /// <summary>Finds what a stored path stands for. Looks for its directory from the root on, so it takes as long as listing all directories
    /// until that one.</summary>
    /// <param name="storedPath">Raw bytes: <c>d/XX/.../NAME.c9r</c>, a file in that, or a content directory; whatever stands before the <c>d</c> is
    /// left out.</param>
    /// <param name="path">Raw bytes of the cleartext from the root of the vault, with a slash in front; empty where the result is an error.</param>
    /// <returns>EINVAL where it is no such path, ENOENT where no directory of the vault is stored there, EBADMSG where the name does not
    /// authenticate, for example that of a sync conflict.</returns>
    public static Errno Decrypt(VaultTree tree, ReadOnlySpan<byte> storedPath, out byte[] path)
    {
        ArgumentNullException.ThrowIfNull(tree);
        path = [];
        List<byte[]> parts = Split(storedPath);
        int start = parts.FindLastIndex(static part => part.AsSpan().SequenceEqual("d"u8));
        bool isStored = start >= 0 && parts.Count - start >= ContentDepth
            && parts[start + 1].Length == BranchLength && parts[start + 2].Length == HashLength;
        if (!isStored)
        {
            return Errno.EINVAL;
        }

        byte[] content = [.. "d/"u8, .. parts[start + 1], (byte)'/', .. parts[start + 2]];
        Errno errno = new DirectorySearch(tree, content).Run(out DirectoryId? id, out byte[] directory);
        if (errno != Errno.None || parts.Count - start == ContentDepth)
        {
            path = errno != Errno.None ? [] : directory.Length == 0 ? "/"u8.ToArray() : directory;
            return errno;
        }

        errno = DecryptName(tree, id!, parts[start + ContentDepth], out byte[] name);
        path = errno == Errno.None ? [.. directory, (byte)'/', .. name] : [];
        return errno;
    }

    private static List<byte[]> Split(ReadOnlySpan<byte> path)
    {
        List<byte[]> parts = [];
        foreach (Range range in path.Split((byte)'/'))
        {
            if (!path[range].IsEmpty && !path[range].SequenceEqual("."u8))
            {
                parts.Add(path[range].ToArray());
            }
        }

        return parts;
    }

    private static Errno Enter(VaultTree tree, byte[] name, ref DirectoryId id)
    {
        Errno errno = tree.ReadId(id, name, out DirectoryId? next);
        id = next ?? id;
        return errno;
    }

    private static Errno FindName(VaultTree tree, DirectoryId parent, byte[] name, out StoredPlace? place)
    {
        place = null;
        Errno errno = tree.Contents.Open(parent, StatMask.None, out IContentNode? content, out _);
        if (errno != Errno.None)
        {
            return errno;
        }

        using (content)
        {
            LookupPlace where = new(tree, parent, content!);
            errno = tree.Lookup.Find(in where, name, out byte[] stored, out IContentNode? node);
            using (node)
            {
                return errno == Errno.None ? Describe(tree, parent, Shortened(tree, stored), node!, out place) : errno;
            }
        }
    }

    private static byte[] Shortened(VaultTree tree, byte[] stored)
    {
        if (!tree.Names.IsTooLong(stored))
        {
            return stored;
        }

        byte[] shortened = new byte[NameCodec.ShortenedLength];
        NameCodec.Shorten(stored, shortened);
        return shortened;
    }

    private static Errno Describe(VaultTree tree, DirectoryId parent, byte[] stored, IContentNode node, out StoredPlace? place)
    {
        place = null;
        Errno errno = ResolvedNode.Resolve(node, NameCodec.KindOf(stored), StatMask.None, out ResolvedNode resolved);
        resolved.Inner?.Dispose();
        if (errno != Errno.None)
        {
            return errno;
        }

        byte[] nodePath = [.. parent.PathOf(tree.Siv), (byte)'/', .. stored];
        byte[] content = resolved switch
        {
            { Id: { } id } => id.PathOf(tree.Siv),
            { Kind: EntryKind.Symlink } => [.. nodePath, (byte)'/', .. StoredFiles.Symlink],
            { Inner: not null } => [.. nodePath, (byte)'/', .. StoredFiles.Contents],
            _ => nodePath,
        };
        place = new StoredPlace(resolved.Kind, nodePath, content);
        return Errno.None;
    }

    private static Errno DecryptName(VaultTree tree, DirectoryId parent, byte[] stored, out byte[] name)
    {
        name = [];
        SivDirectory siv = tree.Siv.PrepareDirectory(parent.Bytes);
        if (NameCodec.KindOf(stored) == NameKind.Shortened)
        {
            Errno read = ReadLongName(tree, parent, stored, out byte[] whole);
            if (read != Errno.None)
            {
                return read;
            }

            stored = whole;
        }

        byte[] room = new byte[NameCodec.MaxStoredLength];
        Errno errno = tree.Names.Decrypt(in siv, stored, room, out int length);
        name = room[..length];
        return errno;
    }

    private static Errno ReadLongName(VaultTree tree, DirectoryId parent, byte[] shortened, out byte[] whole)
    {
        whole = [];
        Errno errno = tree.Contents.Open(parent, StatMask.None, out IContentNode? content, out _);
        using (content)
        {
            IContentNode? node = null;
            errno = errno == Errno.None ? content!.Open(shortened, out node) : errno;
            using (node)
            {
                byte[] room = new byte[NameCodec.MaxStoredLength + 1];
                int length = 0;
                errno = errno == Errno.None ? StoredFiles.Read(node!, StoredFiles.LongName, room, out length) : errno;
                whole = room[..length];
            }
        }

        // A name that does not lead here would be another entry's.
        return errno != Errno.None || Shortened(tree, whole).AsSpan().SequenceEqual(shortened) ? errno : Errno.EBADMSG;
    }
}
