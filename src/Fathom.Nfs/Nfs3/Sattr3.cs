namespace Fathom.Nfs;

/// <summary>Writes the attributes of SETATTR and of new nodes.</summary>
/// <remarks>RFC 1813, sections 2.6 (sattr3) and 3.3.2.</remarks>
internal static class Sattr3
{
    private const uint DONT_CHANGE = 0;
    private const uint SET_TO_SERVER_TIME = 1;
    private const uint SET_TO_CLIENT_TIME = 2;
    private const long NanosPerSecond = 1_000_000_000;

    /// <summary>Writes a sattr3.</summary>
    internal static void Encode(XdrWriter writer, NfsAttributeChange change)
    {
        WriteOptional(writer, change.Mode & 0xfff);
        WriteOptional(writer, change.Uid);
        WriteOptional(writer, change.Gid);
        writer.WriteBool(change.Size is not null);
        if (change.Size is { } size)
        {
            writer.WriteUInt64((ulong)size);
        }

        WriteTime(writer, change.Atime);
        WriteTime(writer, change.Mtime);
    }

    /// <summary>Writes the arguments of SETATTR, without a guard.</summary>
    internal static void EncodeSetAttr(XdrWriter writer, ReadOnlySpan<byte> node, NfsAttributeChange change)
    {
        writer.WriteOpaque(node);
        Encode(writer, change);
        writer.WriteBool(false);
    }

    private static void WriteOptional(XdrWriter writer, uint? value)
    {
        writer.WriteBool(value is not null);
        if (value is { } number)
        {
            writer.WriteUInt32(number);
        }
    }

    private static void WriteTime(XdrWriter writer, long? time)
    {
        writer.WriteUInt32(time switch
        {
            null => DONT_CHANGE,
            NfsAttributeChange.Now => SET_TO_SERVER_TIME,
            _ => SET_TO_CLIENT_TIME,
        });
        if (time is { } nanos and not NfsAttributeChange.Now)
        {
            writer.WriteUInt32((uint)(nanos / NanosPerSecond));
            writer.WriteUInt32((uint)(nanos % NanosPerSecond));
        }
    }
}
