namespace Fathom.Nfs;

/// <summary>Reads and writes handles; a call on nothing but a handle has no other arguments.</summary>
/// <remarks>RFC 1813, section 2.3.3 (nfs_fh3, post_op_fh3). GETATTR, READLINK, FSSTAT, FSINFO and PATHCONF take one handle.</remarks>
internal static class FileHandle3
{
    /// <summary>Writes a handle.</summary>
    /// <param name="handle">1 to 64 bytes.</param>
    internal static void Encode(XdrWriter writer, ReadOnlySpan<byte> handle) => writer.WriteOpaque(handle);

    /// <summary>Reads a handle. An empty one is refused: no call could name it.</summary>
    internal static bool TryRead(scoped ref XdrReader reader, out ReadOnlySpan<byte> handle) =>
        reader.TryReadOpaque(Nfs3.NFS3_FHSIZE, out handle) && !handle.IsEmpty;

    /// <summary>Reads a post_op_fh3; empty when the server left it out.</summary>
    internal static bool TryReadOptional(scoped ref XdrReader reader, out ReadOnlySpan<byte> handle)
    {
        handle = default;
        return reader.TryReadBool(out bool isThere) && (!isThere || TryRead(ref reader, out handle));
    }
}
