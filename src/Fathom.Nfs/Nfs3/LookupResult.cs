namespace Fathom.Nfs;

/// <summary>Result of LOOKUP: a handle, and mostly attributes.</summary>
/// <remarks>RFC 1813, section 3.3.3.</remarks>
internal ref struct LookupResult
{
    /// <summary>A span into the reply.</summary>
    internal ReadOnlySpan<byte> Handle;

    /// <summary>Whether the server sent attributes.</summary>
    internal bool HasAttributes;

    internal NodeAttributes Attributes;

    /// <summary>Reads the result. What follows the attributes of the node (those of the directory) is passed over.</summary>
    internal static Errno Decode(scoped ref XdrReader reader, out LookupResult result)
    {
        result = default;
        Errno errno = Nfs3Result.Status(ref reader);
        if (errno != Errno.None)
        {
            return errno;
        }

        return FileHandle3.TryRead(ref reader, out result.Handle)
            && Fattr3.TryReadOptional(ref reader, out result.HasAttributes, out result.Attributes)
            && Fattr3.TrySkipOptional(ref reader)
                ? Errno.None
                : Errno.EBADMSG;
    }
}
