namespace Fathom.Nfs;

/// <summary>Result of READLINK.</summary>
/// <remarks>RFC 1813, section 3.3.5. The arguments are a handle: <see cref="FileHandle3.Encode"/>.</remarks>
internal static class ReadLinkResult
{
    /// <param name="target">Raw bytes, a span into the reply.</param>
    internal static Errno Decode(scoped ref XdrReader reader, out ReadOnlySpan<byte> target)
    {
        target = default;
        Errno errno = Nfs3Result.Begin(ref reader);
        if (errno != Errno.None)
        {
            return errno;
        }

        return reader.TryReadOpaque(Nfs3.MaxPath, out target) ? Errno.None : Errno.EBADMSG;
    }
}
