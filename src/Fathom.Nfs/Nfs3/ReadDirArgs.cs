namespace Fathom.Nfs;

/// <summary>Arguments of READDIR and READDIRPLUS.</summary>
/// <remarks>RFC 1813, sections 3.3.16 and 3.3.17.</remarks>
internal static class ReadDirArgs
{
    /// <summary>Writes the arguments of READDIR.</summary>
    /// <param name="cookie">0 for the first page, else that of the last entry received.</param>
    /// <param name="verifier">As it came with <paramref name="cookie"/>; 0 for the first page.</param>
    /// <param name="count">Most bytes of the result.</param>
    internal static void Encode(XdrWriter writer, ReadOnlySpan<byte> directory, ulong cookie, ulong verifier, int count)
    {
        writer.WriteOpaque(directory);
        writer.WriteUInt64(cookie);
        writer.WriteUInt64(verifier);
        writer.WriteUInt32((uint)count);
    }

    /// <summary>Writes the arguments of READDIRPLUS.</summary>
    /// <param name="dirCount">Most bytes of names and cookies. Some servers take it as a number of entries: never far below
    /// <paramref name="maxCount"/>.</param>
    /// <param name="maxCount">Most bytes of the result.</param>
    internal static void EncodePlus(
        XdrWriter writer, ReadOnlySpan<byte> directory, ulong cookie, ulong verifier, int dirCount, int maxCount)
    {
        Encode(writer, directory, cookie, verifier, dirCount);
        writer.WriteUInt32((uint)maxCount);
    }
}
