namespace Fathom.Nfs;

/// <summary>Beginnings that many results share, and results that are nothing but that.</summary>
/// <remarks>RFC 1813, section 3.3.</remarks>
internal static class Nfs3Result
{
    /// <summary>The status with which every result begins; OK if there is none.</summary>
    /// <param name="body">The whole result.</param>
    internal static uint StatusOf(ReadOnlySpan<byte> body) => new XdrReader(body).TryReadUInt32(out uint status) ? status : Nfs3Status.NFS3_OK;

    /// <summary>Whether the server asked to be asked again later, with a new xid.</summary>
    /// <param name="body">The whole result.</param>
    internal static bool IsJukebox(ReadOnlySpan<byte> body) => StatusOf(body) == Nfs3Status.NFS3ERR_JUKEBOX;

    /// <summary>Reads a status. What follows an error is not looked at: the error says more than that it cannot be read.</summary>
    internal static Errno Status(scoped ref XdrReader reader) =>
        reader.TryReadUInt32(out uint status) ? Nfs3Status.ToErrno(status) : Errno.EBADMSG;

    /// <summary>Reads a status and the optional attributes that follow it.</summary>
    internal static Errno Begin(scoped ref XdrReader reader)
    {
        Errno errno = Status(ref reader);
        return errno != Errno.None || Fattr3.TrySkipOptional(ref reader) ? errno : Errno.EBADMSG;
    }

    /// <summary>Reads a status and the attributes around a change: the whole result of REMOVE and RMDIR, the beginning of others.</summary>
    internal static Errno BeginChange(scoped ref XdrReader reader)
    {
        Errno errno = Status(ref reader);
        return errno != Errno.None || Fattr3.TrySkipChange(ref reader) ? errno : Errno.EBADMSG;
    }
}
