namespace Fathom.Vault;

/// <summary>Making and renaming the files and directories that a vault's structure is of.</summary>
internal static class Structure
{
    private const uint Permissions = 0x1ff; // 0777
    private const uint OfOwner = 0x1c0; // 0700
    private const uint OfFile = 0x1b6; // 0666

    /// <summary>The mode of a directory that belongs to a vault's structure: whoever may change the directory that it stands in must be able
    /// to change it too.</summary>
    /// <param name="within">The directory that it stands in.</param>
    internal static Errno ReadMode(IContentNode within, out uint mode)
    {
        Errno errno = within.ReadAttributes(StatMask.Mode, out NodeAttributes attributes);
        mode = (attributes.Mode & Permissions) | OfOwner;
        return errno;
    }

    /// <summary>Makes a file of bytes as they are, in the place of one that an interrupted change left.</summary>
    /// <param name="mode">Of the directory.</param>
    internal static Errno Put(IWritableNode directory, ReadOnlySpan<byte> name, ReadOnlySpan<byte> bytes, uint mode)
    {
        Errno errno = CreateFile(directory, name, mode, out IWritableFile? file);
        using (file)
        {
            return errno == Errno.None ? file!.Write(0, bytes, out _) : errno;
        }
    }

    /// <summary>Makes an encrypted file, in the place of one that an interrupted change left.</summary>
    /// <param name="mode">Of the directory.</param>
    internal static Errno PutEncrypted(VaultTree tree, IWritableNode directory, ReadOnlySpan<byte> name, ReadOnlySpan<byte> cleartext, uint mode)
    {
        Errno errno = CreateFile(directory, name, mode, out IWritableFile? stored);
        if (errno != Errno.None)
        {
            return errno;
        }

        errno = VaultFile.Create(tree, stored!, out VaultFile? file);
        using (file)
        {
            return errno == Errno.None ? file!.Write(0, cleartext, out _) : errno;
        }
    }

    /// <summary>Renames to a name that nobody may have.</summary>
    /// <param name="isPlain">What is renamed is a file. A node that is a directory cannot replace another one, because none is empty.</param>
    /// <returns>EEXIST; EOPNOTSUPP for a file, where the ciphertext has no such rename.</returns>
    internal static Errno RenameToFree(IWritableNode from, ReadOnlySpan<byte> name, IWritableNode to, ReadOnlySpan<byte> toName, bool isPlain)
    {
        Errno errno = from.Rename(name, to, toName, RenameMode.NoReplace);
        if (!IsUnsupported(errno))
        {
            return errno;
        }

        if (isPlain)
        {
            return Errno.EOPNOTSUPP;
        }

        errno = from.Rename(name, to, toName, RenameMode.Replace);
        return errno is Errno.ENOTEMPTY or Errno.ENOTDIR ? Errno.EEXIST : errno;
    }

    /// <summary>Renames a file or node to a name that nobody may have, where nobody else takes the name meanwhile: then a look before the rename does
    /// where the ciphertext has no rename that replaces nothing.</summary>
    /// <returns>EEXIST.</returns>
    internal static Errno RenameUnlessThere(IWritableNode from, ReadOnlySpan<byte> name, IWritableNode to, ReadOnlySpan<byte> toName)
    {
        Errno errno = RenameToFree(from, name, to, toName, isPlain: true);
        if (errno != Errno.EOPNOTSUPP)
        {
            return errno;
        }

        errno = to.Open(toName, out IContentNode? there);
        there?.Dispose();
        return errno == Errno.ENOENT ? from.Rename(name, to, toName, RenameMode.Replace) : errno == Errno.None ? Errno.EEXIST : errno;
    }

    /// <summary>The ciphertext has not all modes of a rename.</summary>
    internal static bool IsUnsupported(Errno errno) => errno is Errno.EOPNOTSUPP or Errno.EINVAL or Errno.ENOSYS;

    /// <summary>An error, and no node.</summary>
    internal static Errno None<T>(Errno errno, out T? node)
        where T : class
    {
        node = null;
        return errno;
    }

    private static Errno CreateFile(IWritableNode directory, ReadOnlySpan<byte> name, uint mode, out IWritableFile? file)
    {
        Errno errno = directory.CreateFile(name, mode & OfFile, isExclusive: true, out IWritableNode? node, out file);
        if (errno == Errno.EEXIST)
        {
            errno = directory.Unlink(name);
            errno = errno is Errno.None or Errno.ENOENT ? directory.CreateFile(name, mode & OfFile, isExclusive: true, out node, out file) : errno;
        }

        node?.Dispose();
        return errno;
    }
}
