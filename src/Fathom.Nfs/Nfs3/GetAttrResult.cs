namespace Fathom.Nfs;

/// <summary>Result of GETATTR.</summary>
/// <remarks>RFC 1813, section 3.3.1. The arguments are a handle: <see cref="FileHandle3.Encode"/>.</remarks>
internal static class GetAttrResult
{
    internal static Errno Decode(scoped ref XdrReader reader, out NodeAttributes attributes)
    {
        attributes = default;
        Errno errno = Nfs3Result.Status(ref reader);
        if (errno != Errno.None)
        {
            return errno;
        }

        return Fattr3.TryRead(ref reader, out attributes) ? Errno.None : Errno.EBADMSG;
    }
}
