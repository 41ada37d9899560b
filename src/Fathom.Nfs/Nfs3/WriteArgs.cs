namespace Fathom.Nfs;

/// <summary>Arguments of WRITE.</summary>
/// <remarks>RFC 1813, section 3.3.7.</remarks>
internal static class WriteArgs
{
    internal static void Encode(
        XdrWriter writer, ReadOnlySpan<byte> file, long offset, NfsStability stability, ReadOnlySpan<byte> data)
    {
        ReadArgs.Encode(writer, file, offset, data.Length);
        writer.WriteUInt32((uint)stability);
        writer.WriteOpaque(data);
    }
}
