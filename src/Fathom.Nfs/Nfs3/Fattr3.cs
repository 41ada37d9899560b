using System.Buffers.Binary;

namespace Fathom.Nfs;

/// <summary>Reads the attributes that most results carry.</summary>
/// <remarks>RFC 1813, sections 2.5 and 2.6 (fattr3, post_op_attr, wcc_data).</remarks>
internal static class Fattr3
{
    private const long NanosPerSecond = 1_000_000_000;

    /// <summary>Bytes of a wcc_attr: size, mtime, ctime.</summary>
    private const int BeforeSize = 24;

    /// <summary>Reads a fattr3.</summary>
    internal static bool TryRead(scoped ref XdrReader reader, out NodeAttributes attributes)
    {
        if (!reader.TryReadFixed(Nfs3.AttributesSize, out ReadOnlySpan<byte> bytes))
        {
            attributes = default;
            return false;
        }

        // The size is known, so one check serves all fields: this runs once an entry.
        uint type = UInt32(bytes, 0);
        EntryKind kind = KindOf(type);
        attributes = new NodeAttributes
        {
            Mode = (UInt32(bytes, 4) & 0xfff) | ((uint)kind << 12),
            Links = UInt32(bytes, 8),
            Uid = UInt32(bytes, 12),
            Gid = UInt32(bytes, 16),
            Size = Saturate(UInt64(bytes, 20)),
            Allocated = Saturate(UInt64(bytes, 28)),
            RawDevice = NodeAttributes.MakeDevice(UInt32(bytes, 36), UInt32(bytes, 40)),
            Device = UInt64(bytes, 44),
            Inode = UInt64(bytes, 52),
            Atime = Time(bytes, 60),
            Mtime = Time(bytes, 68),
            Ctime = Time(bytes, 76),
        };
        return true;
    }

    /// <summary>Reads a post_op_attr.</summary>
    /// <param name="isThere">Whether the server sent attributes; it may always leave them out.</param>
    internal static bool TryReadOptional(scoped ref XdrReader reader, out bool isThere, out NodeAttributes attributes)
    {
        attributes = default;
        return reader.TryReadBool(out isThere) && (!isThere || TryRead(ref reader, out attributes));
    }

    /// <summary>Passes over a post_op_attr.</summary>
    internal static bool TrySkipOptional(scoped ref XdrReader reader) =>
        reader.TryReadBool(out bool isThere) && (!isThere || reader.TrySkip(Nfs3.AttributesSize));

    /// <summary>Reads what a node is after a change; passes over what it was before.</summary>
    internal static bool TryReadAfterChange(scoped ref XdrReader reader, out bool isThere, out NodeAttributes attributes)
    {
        isThere = false;
        attributes = default;
        return reader.TryReadBool(out bool hasBefore)
            && (!hasBefore || reader.TrySkip(BeforeSize))
            && TryReadOptional(ref reader, out isThere, out attributes);
    }

    /// <summary>Passes over a wcc_data.</summary>
    internal static bool TrySkipChange(scoped ref XdrReader reader) =>
        reader.TryReadBool(out bool hasBefore) && (!hasBefore || reader.TrySkip(BeforeSize)) && TrySkipOptional(ref reader);

    /// <summary>The kind that an ftype3 is.</summary>
    internal static EntryKind KindOf(uint type) => type switch
    {
        1 => EntryKind.File,
        2 => EntryKind.Directory,
        3 => EntryKind.BlockDevice,
        4 => EntryKind.CharacterDevice,
        5 => EntryKind.Symlink,
        6 => EntryKind.Socket,
        7 => EntryKind.Fifo,
        _ => EntryKind.Unknown,
    };

    /// <summary>A size as a signed number; more than that holds becomes its maximum.</summary>
    internal static long Saturate(ulong size) => (long)Math.Min(size, long.MaxValue);

    private static long Time(ReadOnlySpan<byte> bytes, int offset) =>
        (UInt32(bytes, offset) * NanosPerSecond) + UInt32(bytes, offset + 4);

    private static uint UInt32(ReadOnlySpan<byte> bytes, int offset) => BinaryPrimitives.ReadUInt32BigEndian(bytes[offset..]);

    private static ulong UInt64(ReadOnlySpan<byte> bytes, int offset) => BinaryPrimitives.ReadUInt64BigEndian(bytes[offset..]);
}
