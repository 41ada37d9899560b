namespace Fathom.Nfs;

/// <summary>A name in a directory: the arguments of LOOKUP, REMOVE and RMDIR, and the beginning of others.</summary>
/// <remarks>RFC 1813, sections 2.6 (diropargs3) and 3.3.3.</remarks>
internal static class LookupArgs
{
    /// <summary>Writes the arguments.</summary>
    internal static void Encode(XdrWriter writer, ReadOnlySpan<byte> directory, ReadOnlySpan<byte> name)
    {
        writer.WriteOpaque(directory);
        writer.WriteOpaque(name);
    }
}
