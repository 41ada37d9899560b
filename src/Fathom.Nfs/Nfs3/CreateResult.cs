namespace Fathom.Nfs;

/// <summary>Result of CREATE, MKDIR, SYMLINK and MKNOD.</summary>
/// <remarks>RFC 1813, sections 3.3.8 to 3.3.11.</remarks>
internal ref struct CreateResult
{
    /// <summary>A span into the reply; empty where the server left it out.</summary>
    internal ReadOnlySpan<byte> Handle;

    internal bool HasAttributes;
    internal NodeAttributes Attributes;

    internal static Errno Decode(scoped ref XdrReader reader, out CreateResult result)
    {
        result = default;
        Errno errno = Nfs3Result.Status(ref reader);
        if (errno != Errno.None)
        {
            return errno;
        }

        return FileHandle3.TryReadOptional(ref reader, out result.Handle)
            && Fattr3.TryReadOptional(ref reader, out result.HasAttributes, out result.Attributes)
            && Fattr3.TrySkipChange(ref reader)
                ? Errno.None
                : Errno.EBADMSG;
    }
}
