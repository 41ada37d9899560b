using System.Text;

namespace Fathom.Vault;

/// <summary>Reads and replaces the files at the root of a vault. A replaced one is whole at any moment, also where the process or the
/// machine dies.</summary>
internal static class RootFiles
{
    // Whoever may read the wrapped keys may try passwords as fast as his machines can.
    private const uint PrivateMode = 0x180; // 0600

    /// <summary>Reads a file.</summary>
    /// <param name="path">For messages.</param>
    /// <param name="maxLength">A longer one comes with one byte more than that, so that it is refused by who knows how to say it.</param>
    /// <returns>Null where there is none.</returns>
    /// <exception cref="VaultException">It is something else than a file.</exception>
    /// <exception cref="FathomException">It cannot be read.</exception>
    internal static byte[]? Read(IContentNode root, string name, byte[] path, int maxLength)
    {
        byte[] content = new byte[maxLength + 1];
        Errno errno = StoredFiles.Read(root, Encoding.UTF8.GetBytes(name), content, out int length);
        return errno switch
        {
            Errno.None => content[..length],
            Errno.ENOENT or Errno.ENOTDIR => null,
            Errno.EBADMSG => throw new VaultException(VaultErrorKind.Malformed, path, "it is no file; restore it from a backup (*.bkup beside it)"),
            _ => throw new FathomException("cannot read", path, errno),
        };
    }

    /// <summary>Writes a file aside, brings it to the disk, and gives it its name then, in one step.</summary>
    /// <param name="replaces">A file that is there is replaced, and the new one gets its owner and mode; otherwise it is EEXIST.</param>
    internal static Errno Write(IWritableNode root, string name, ReadOnlySpan<byte> content, bool replaces)
    {
        byte[] final = Encoding.UTF8.GetBytes(name);
        byte[] temporary = TemporaryName.Create();
        Errno errno = root.CreateFile(temporary, PrivateMode, isExclusive: true, out IWritableNode? node, out IWritableFile? file);
        if (errno != Errno.None)
        {
            return errno;
        }

        using (node)
        {
            using (file)
            {
                errno = file!.Write(0, content, out _);
                errno = errno == Errno.None && replaces ? CopyAccess(root, final, node!) : errno;
                errno = errno == Errno.None ? file.Sync(isDataOnly: false) : errno;
            }
        }

        errno = errno != Errno.None ? errno
            : replaces ? root.Rename(temporary, root, final, RenameMode.Replace)
            : Structure.RenameUnlessThere(root, temporary, root, final);
        if (errno != Errno.None)
        {
            root.Unlink(temporary);
            return errno;
        }

        return root.Sync();
    }

    // The owner only where it differs and the caller may; the mode always.
    private static Errno CopyAccess(IWritableNode root, ReadOnlySpan<byte> name, IWritableNode node)
    {
        const StatMask Wanted = StatMask.Mode | StatMask.Uid | StatMask.Gid;
        Errno errno = root.Open(name, Wanted, out IContentNode? old, out NodeAttributes attributes);
        old?.Dispose();
        if (errno != Errno.None)
        {
            return errno == Errno.ENOENT ? Errno.None : errno;
        }

        errno = node.ReadAttributes(Wanted, out NodeAttributes own);
        if (errno == Errno.None && (own.Uid != attributes.Uid || own.Gid != attributes.Gid))
        {
            errno = node.SetAttributes(new NodeChange { Uid = attributes.Uid, Gid = attributes.Gid });
            errno = errno == Errno.EPERM ? Errno.None : errno;
        }

        return errno == Errno.None ? node.SetAttributes(new NodeChange { Mode = attributes.Mode & 0xFFF }) : errno;
    }
}
