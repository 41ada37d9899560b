namespace Fathom.Nfs;

/// <summary>Result of GETATTR.</summary>
/// <remarks>RFC 1813, section 3.3.1. The arguments are a handle: <see cref="FileHandle3.Encode"/>.</remarks>
internal static class GetAttrResult
{
    internal static Errno Decode(scoped ref XdrReader reader, out NfsAttributes attributes)
    {
        attributes = default;
        if (!reader.TryReadUInt32(out uint status))
        {
            return Errno.EBADMSG;
        }

        if (status != Nfs3Status.NFS3_OK)
        {
            return Nfs3Status.ToErrno(status);
        }

        return Fattr3.TryRead(ref reader, out attributes) ? Errno.None : Errno.EBADMSG;
    }
}
