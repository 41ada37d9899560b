namespace Fathom.Vault;

/// <summary>Changes of the ciphertext that repairs are made of. Each is built under a temporary name and renamed, or removes what holds nothing.</summary>
internal sealed class VaultRepair(VaultTree tree)
{
    /// <summary>Writes a content directory's own id, also over one that is there.</summary>
    internal Errno WriteOwnId(IContentNode content, DirectoryId id) =>
        Replace(content, StoredFiles.OwnId, Encrypt(id.Bytes));

    /// <summary>Makes an empty content directory with its own id.</summary>
    internal Errno MakeContent(DirectoryId id)
    {
        Errno errno = OpenTop(out IWritableNode? top);
        using (top)
        {
            byte[] path = id.PathOf(tree.Siv);
            errno = errno == Errno.None ? OpenOrMake(top!, path.AsSpan(2, 2), out IWritableNode? branch) : Structure.None(errno, out branch);
            using (branch)
            {
                errno = errno == Errno.None ? OpenOrMake(branch!, path.AsSpan(5), out IWritableNode? content) : Structure.None(errno, out content);
                using (content)
                {
                    errno = errno == Errno.None ? WriteOwnId(content!, id) : errno;
                    errno = errno == Errno.None ? branch!.Sync() : errno;
                    return errno == Errno.None ? top!.Sync() : errno;
                }
            }
        }
    }

    /// <summary>Removes a content directory that has nothing but its own id.</summary>
    /// <returns>ENOTEMPTY where it has something; its id is there then.</returns>
    internal Errno RemoveContent(ContentHash hash, DirectoryId? id)
    {
        byte[] path = hash.ToPath();
        Errno errno = OpenTop(out IWritableNode? top);
        using (top)
        {
            errno = errno == Errno.None ? top!.OpenWritable(path.AsSpan(2, 2), out IWritableNode? branch) : Structure.None(errno, out branch);
            using (branch)
            {
                errno = errno == Errno.None ? branch!.OpenWritable(path.AsSpan(5), out IWritableNode? content) : Structure.None(errno, out content);
                using (content)
                {
                    errno = errno == Errno.None ? IgnoreMissing(content!.Unlink(StoredFiles.OwnId)) : errno;
                    errno = errno == Errno.None ? branch!.RemoveDirectory(path.AsSpan(5)) : errno;
                    if (content is not null && errno is Errno.ENOTEMPTY or Errno.EEXIST && id is not null)
                    {
                        WriteOwnId(content!, id);
                    }
                }
            }
        }

        return errno == Errno.ENOENT ? Errno.None : errno;
    }

    /// <summary>Makes the node of a directory whose content exists.</summary>
    /// <param name="stored">Not too long.</param>
    internal static Errno MakeNode(IContentNode parent, ReadOnlySpan<byte> stored, DirectoryId id)
    {
        if (parent is not IWritableNode writable)
        {
            return Errno.EROFS;
        }

        byte[] temporary = TemporaryName.Create();
        Errno errno = Structure.ReadMode(writable, out uint mode);
        errno = errno == Errno.None ? writable.MakeDirectory(temporary, mode, out IWritableNode? node) : Structure.None(errno, out node);
        using (node)
        {
            errno = errno == Errno.None ? WriteNew(node!, StoredFiles.DirectoryId, id.Bytes) : errno;
            errno = errno == Errno.None ? Structure.RenameUnlessThere(writable, temporary, writable, stored) : errno;
            if (errno != Errno.None && node is not null)
            {
                RemoveNode(writable, temporary, [StoredFiles.DirectoryId.ToArray()]);
            }
        }

        return errno == Errno.None ? writable.Sync() : errno;
    }

    /// <summary>Renames a stored node, replacing nothing.</summary>
    internal static Errno Rename(IContentNode from, ReadOnlySpan<byte> name, IContentNode to, ReadOnlySpan<byte> toName)
    {
        if (from is not IWritableNode source || to is not IWritableNode target)
        {
            return Errno.EROFS;
        }

        Errno errno = Structure.RenameUnlessThere(source, name, target, toName);
        return errno == Errno.None ? target.Sync() : errno;
    }

    /// <summary>Removes a file.</summary>
    internal static Errno RemoveFile(IContentNode parent, ReadOnlySpan<byte> name) =>
        parent is IWritableNode writable ? IgnoreMissing(writable.Unlink(name)) : Errno.EROFS;

    /// <summary>Removes a stored node that is a directory, with files of it that hold nothing; ENOTEMPTY where it has others.</summary>
    internal static Errno RemoveNode(IContentNode parent, ReadOnlySpan<byte> name, byte[][] files)
    {
        if (parent is not IWritableNode writable)
        {
            return Errno.EROFS;
        }

        Errno errno = writable.OpenWritable(name, out IWritableNode? node);
        using (node)
        {
            foreach (byte[] file in files)
            {
                errno = errno == Errno.None ? IgnoreMissing(node!.Unlink(file)) : errno;
            }

            errno = errno == Errno.None ? writable.RemoveDirectory(name) : errno;
        }

        return IgnoreMissing(errno);
    }

    private Errno OpenTop(out IWritableNode? top)
    {
        top = null;
        Errno errno = tree.Ciphertext.OpenRoot(out IContentNode? root);
        using (root)
        {
            return errno != Errno.None ? errno
                : root is not IWritableNode writable ? Errno.EROFS
                : writable.OpenWritable(VaultUnlock.ContentDirectory, out top);
        }
    }

    private static Errno OpenOrMake(IWritableNode parent, ReadOnlySpan<byte> name, out IWritableNode? node)
    {
        Errno errno = Structure.ReadMode(parent, out uint mode);
        errno = errno == Errno.None ? parent.MakeDirectory(name, mode, out node) : Structure.None(errno, out node);
        return errno == Errno.EEXIST ? parent.OpenWritable(name, out node) : errno;
    }

    private static Errno Replace(IContentNode parent, ReadOnlySpan<byte> name, ReadOnlySpan<byte> content)
    {
        if (parent is not IWritableNode writable)
        {
            return Errno.EROFS;
        }

        byte[] temporary = TemporaryName.Create();
        Errno errno = WriteNew(writable, temporary, content);
        errno = errno == Errno.None ? writable.Rename(temporary, writable, name, RenameMode.Replace) : errno;
        if (errno != Errno.None)
        {
            writable.Unlink(temporary);
            return errno;
        }

        return writable.Sync();
    }

    private static Errno WriteNew(IWritableNode parent, ReadOnlySpan<byte> name, ReadOnlySpan<byte> content)
    {
        const uint OfFile = 0x1b6; // 0666
        Errno errno = Structure.ReadMode(parent, out uint mode);
        if (errno != Errno.None)
        {
            return errno;
        }

        errno = parent.CreateFile(name, mode & OfFile, isExclusive: true, out IWritableNode? node, out IWritableFile? file);
        using (node)
        {
            using (file)
            {
                errno = errno == Errno.None ? file!.Write(0, content, out _) : errno;
                return errno == Errno.None ? file!.Sync(isDataOnly: false) : errno;
            }
        }
    }

    private byte[] Encrypt(ReadOnlySpan<byte> content)
    {
        CipherLayout layout = tree.Layout;
        ContentSize.ToStored(in layout, content.Length, out long length);
        byte[] stored = new byte[length];
        using ChunkCodec codec = tree.Headers.Create(stored.AsSpan(0, layout.HeaderLength));
        if (content.Length > 0)
        {
            codec.Encrypt(0, content, stored.AsSpan(layout.HeaderLength));
        }

        return stored;
    }

    private static Errno IgnoreMissing(Errno errno) => errno == Errno.ENOENT ? Errno.None : errno;
}
