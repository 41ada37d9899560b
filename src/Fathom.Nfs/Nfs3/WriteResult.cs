namespace Fathom.Nfs;

/// <summary>Results of WRITE and COMMIT.</summary>
/// <remarks>RFC 1813, sections 3.3.7 and 3.3.21.</remarks>
internal static class WriteResult
{
    /// <summary>Reads the result of WRITE.</summary>
    /// <param name="length">Bytes sent: a server that wrote more is not believed.</param>
    /// <returns><see cref="Errno.EPROTO"/> for data of which nothing was written.</returns>
    internal static Errno Decode(scoped ref XdrReader reader, int length, out NfsWriteResult result)
    {
        result = default;
        Errno errno = Nfs3Result.BeginChange(ref reader);
        if (errno != Errno.None)
        {
            return errno;
        }

        if (!reader.TryReadUInt32(out uint count)
            || !reader.TryReadUInt32(out uint stability)
            || !reader.TryReadUInt64(out ulong verifier)
            || count > (uint)length
            || stability > (uint)NfsStability.FileSync)
        {
            return Errno.EBADMSG;
        }

        result = new NfsWriteResult((int)count, (NfsStability)stability, verifier);
        return count == 0 && length > 0 ? Errno.EPROTO : Errno.None;
    }

    /// <summary>Reads the result of COMMIT.</summary>
    internal static Errno DecodeCommit(scoped ref XdrReader reader, out ulong verifier)
    {
        verifier = 0;
        Errno errno = Nfs3Result.BeginChange(ref reader);
        if (errno != Errno.None)
        {
            return errno;
        }

        return reader.TryReadUInt64(out verifier) ? Errno.None : Errno.EBADMSG;
    }
}
