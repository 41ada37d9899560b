namespace Fathom.Nfs;

/// <summary>Arguments of CREATE, MKDIR, SYMLINK and MKNOD.</summary>
/// <remarks>RFC 1813, sections 3.3.8 to 3.3.11.</remarks>
internal static class CreateArgs
{
    private const uint NF3BLK = 3;
    private const uint NF3CHR = 4;
    private const uint NF3SOCK = 6;
    private const uint NF3FIFO = 7;

    /// <summary>Writes the arguments of a CREATE that is not exclusive.</summary>
    internal static void Encode(
        XdrWriter writer, ReadOnlySpan<byte> directory, ReadOnlySpan<byte> name, NfsCreateMode mode, NfsAttributeChange attributes)
    {
        LookupArgs.Encode(writer, directory, name);
        writer.WriteUInt32((uint)mode);
        Sattr3.Encode(writer, attributes);
    }

    /// <summary>Writes the arguments of an exclusive CREATE.</summary>
    /// <param name="verifier">By which the server knows a call that is sent again.</param>
    internal static void EncodeExclusive(XdrWriter writer, ReadOnlySpan<byte> directory, ReadOnlySpan<byte> name, ulong verifier)
    {
        LookupArgs.Encode(writer, directory, name);
        writer.WriteUInt32((uint)NfsCreateMode.Exclusive);
        writer.WriteUInt64(verifier);
    }

    /// <summary>Writes the arguments of MKDIR.</summary>
    internal static void EncodeDirectory(
        XdrWriter writer, ReadOnlySpan<byte> directory, ReadOnlySpan<byte> name, NfsAttributeChange attributes)
    {
        LookupArgs.Encode(writer, directory, name);
        Sattr3.Encode(writer, attributes);
    }

    /// <summary>Writes the arguments of SYMLINK.</summary>
    internal static void EncodeSymlink(
        XdrWriter writer, ReadOnlySpan<byte> directory, ReadOnlySpan<byte> name, ReadOnlySpan<byte> target, NfsAttributeChange attributes)
    {
        EncodeDirectory(writer, directory, name, attributes);
        writer.WriteOpaque(target);
    }

    /// <summary>Writes the arguments of MKNOD.</summary>
    internal static void EncodeSpecial(
        XdrWriter writer, ReadOnlySpan<byte> directory, ReadOnlySpan<byte> name, NfsSpecial special, NfsAttributeChange attributes)
    {
        LookupArgs.Encode(writer, directory, name);
        writer.WriteUInt32(TypeOf(special.Kind));
        Sattr3.Encode(writer, attributes);
        if (special.Kind is EntryKind.BlockDevice or EntryKind.CharacterDevice)
        {
            // gnu_dev_major and gnu_dev_minor, sys/sysmacros.h.
            writer.WriteUInt32((uint)(((special.RawDevice >> 8) & 0xfff) | ((special.RawDevice >> 32) & 0xfffff000)));
            writer.WriteUInt32((uint)((special.RawDevice & 0xff) | ((special.RawDevice >> 12) & 0xffffff00)));
        }
    }

    private static uint TypeOf(EntryKind kind) => kind switch
    {
        EntryKind.BlockDevice => NF3BLK,
        EntryKind.CharacterDevice => NF3CHR,
        EntryKind.Socket => NF3SOCK,
        EntryKind.Fifo => NF3FIFO,
        _ => throw new ArgumentException($"{kind} is no device, pipe or socket", nameof(kind)),
    };
}
