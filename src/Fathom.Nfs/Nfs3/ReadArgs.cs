namespace Fathom.Nfs;

/// <summary>Arguments of READ, and of COMMIT, which are the same.</summary>
/// <remarks>RFC 1813, sections 3.3.6 and 3.3.21.</remarks>
internal static class ReadArgs
{
    internal static void Encode(XdrWriter writer, ReadOnlySpan<byte> file, long offset, int count)
    {
        writer.WriteOpaque(file);
        writer.WriteUInt64((ulong)offset);
        writer.WriteUInt32((uint)count);
    }
}
