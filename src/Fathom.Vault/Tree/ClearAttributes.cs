namespace Fathom.Vault;

/// <summary>From the attributes of stored nodes to those that a vault shows: mode (but a link's), owner and times as they are, kinds and sizes as decrypted.</summary>
internal static class ClearAttributes
{
    /// <summary>What a listing has at hand of a directory: more of it is asked of its content.</summary>
    internal const StatMask GivenByNode = StatMask.Kind | StatMask.Inode;

    /// <summary>What of a mask is asked of stored nodes: a target is content.</summary>
    internal const StatMask GivenByStored = ~StatMask.Target;

    private const int KindShift = 12;
    private const uint PermissionBits = 0xfff;
    private const uint PermissionsOfLinks = 0x1ff; // 0777

    /// <summary>The attributes of a file or a link.</summary>
    /// <param name="mask">What is wanted: without its size a damaged file is not noticed.</param>
    /// <param name="stored">Of the file that has the content or the target.</param>
    /// <returns>EBADMSG where no encrypted file has this size.</returns>
    internal static Errno OfContent(in CipherLayout layout, EntryKind kind, StatMask mask, in NodeAttributes stored, out NodeAttributes clear)
    {
        long size = 0;
        Errno errno = (mask & StatMask.Size) != 0 ? ContentSize.ToCleartext(in layout, stored.Size, out size) : Errno.None;
        clear = errno == Errno.None ? stored with { Mode = ModeOf(kind, stored.Mode), Size = size, RawDevice = 0 } : default;
        return errno;
    }

    /// <summary>The attributes of a directory.</summary>
    /// <param name="stored">Of its content directory, or of its node where that is missing or was not asked.</param>
    /// <param name="inode">Of its node, which every listing knows.</param>
    internal static NodeAttributes OfDirectory(in NodeAttributes stored, ulong inode) =>
        stored with { Mode = ModeOf(EntryKind.Directory, stored.Mode), Inode = inode };

    // Nobody checks the permissions of a link (symlink(7)), so those of the file that stands for it are no business of who compares links.
    private static uint ModeOf(EntryKind kind, uint mode) => (uint)kind << KindShift | (kind == EntryKind.Symlink ? PermissionsOfLinks : mode & PermissionBits);
}
