using System.Buffers.Binary;

namespace Fathom.Transfer;

/// <summary>ACLs as the kernel gives them: values of two extended attributes (linux/posix_acl_xattr.h): a version, then 8 bytes an entry, little-endian.</summary>
internal static class AclValue
{
    private const int HeaderSize = 4;
    private const int EntrySize = 8;
    private const uint Version = 2;

    private const ushort ACL_USER_OBJ = 0x01;
    private const ushort ACL_GROUP_OBJ = 0x04;
    private const ushort ACL_MASK = 0x10;
    private const ushort ACL_OTHER = 0x20;

    /// <summary>Attribute with the ACL of a node.</summary>
    internal static ReadOnlySpan<byte> AccessName => "system.posix_acl_access"u8;

    /// <summary>Attribute with what new nodes in a directory get.</summary>
    internal static ReadOnlySpan<byte> DefaultName => "system.posix_acl_default"u8;

    /// <summary>Whether two ACLs of nodes say the same beyond what the mode says: owner, others and mask are permission bits too.</summary>
    internal static bool SameAccess(ReadOnlySpan<byte> one, ReadOnlySpan<byte> other) => Beyond(one).AsSpan().SequenceEqual(Beyond(other));

    /// <summary>Permission bits that a directory's default ACL lets new nodes have at most.</summary>
    /// <returns>Null if it has none, or it cannot be read.</returns>
    internal static uint? ReadDefault(IContentNode directory)
    {
        Span<byte> value = stackalloc byte[HeaderSize + (64 * EntrySize)];
        Errno errno = directory.ReadXattr(DefaultName, value, out int length);
        return errno == Errno.None ? PermissionsOf(value[..length]) : null;
    }

    /// <summary>The permission bits of an ACL.</summary>
    /// <returns>Null if it is none.</returns>
    internal static uint? PermissionsOf(ReadOnlySpan<byte> value)
    {
        if (!IsSound(value))
        {
            return null;
        }

        uint? group = Find(value, ACL_MASK) ?? Find(value, ACL_GROUP_OBJ);
        return Find(value, ACL_USER_OBJ) is { } user && group is { } shared && Find(value, ACL_OTHER) is { } others
            ? (user << 6) | (shared << 3) | others
            : null;
    }

    private static bool IsSound(ReadOnlySpan<byte> value) => value.Length >= HeaderSize && (value.Length - HeaderSize) % EntrySize == 0
        && BinaryPrimitives.ReadUInt32LittleEndian(value) == Version;

    private static uint? Find(ReadOnlySpan<byte> value, ushort tag)
    {
        for (int at = HeaderSize; at < value.Length; at += EntrySize)
        {
            if (BinaryPrimitives.ReadUInt16LittleEndian(value[at..]) == tag)
            {
                return (uint)BinaryPrimitives.ReadUInt16LittleEndian(value[(at + 2)..]) & 7;
            }
        }

        return null;
    }

    /// <summary>Entries that the mode does not have, in one order. With a mask the mode has that in place of the group's own.</summary>
    private static ulong[] Beyond(ReadOnlySpan<byte> value)
    {
        if (!IsSound(value))
        {
            return [];
        }

        bool hasMask = Find(value, ACL_MASK) is not null;
        List<ulong> entries = [];
        for (int at = HeaderSize; at < value.Length; at += EntrySize)
        {
            ushort tag = BinaryPrimitives.ReadUInt16LittleEndian(value[at..]);
            if (tag is not (ACL_USER_OBJ or ACL_OTHER or ACL_MASK) && (hasMask || tag != ACL_GROUP_OBJ))
            {
                entries.Add(BinaryPrimitives.ReadUInt64LittleEndian(value[at..]));
            }
        }

        entries.Sort();
        return [.. entries];
    }
}
