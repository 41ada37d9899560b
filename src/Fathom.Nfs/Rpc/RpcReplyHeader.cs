namespace Fathom.Nfs;

/// <summary>What a server says about a call before its results.</summary>
/// <remarks>RFC 5531, section 9 (rpc_msg, reply_body).</remarks>
internal ref struct RpcReplyHeader
{
    private const uint MSG_ACCEPTED = 0;
    private const uint MSG_DENIED = 1;
    private const uint SUCCESS = 0;
    private const uint PROG_UNAVAIL = 1;
    private const uint PROG_MISMATCH = 2;
    private const uint PROC_UNAVAIL = 3;
    private const uint GARBAGE_ARGS = 4;
    private const uint SYSTEM_ERR = 5;
    private const uint RPC_MISMATCH = 0;
    private const uint AUTH_ERROR = 1;

    /// <summary>Why the procedure did not run; <see cref="Errno.EBADMSG"/> if the header is truncated or malformed.</summary>
    internal Errno Errno;

    /// <summary>Results of the procedure.</summary>
    internal ReadOnlySpan<byte> Body;

    /// <summary>The server does not have the version of the program; the versions that it has follow.</summary>
    internal bool IsVersionMismatch;

    /// <summary>The lowest version that the server has.</summary>
    internal uint LowVersion;

    /// <summary>The highest version that the server has.</summary>
    internal uint HighVersion;

    /// <summary>Why the credential was refused (auth_stat); 0 if it was not.</summary>
    internal uint AuthStatus;

    /// <summary>Decodes what follows xid and message type.</summary>
    internal static RpcReplyHeader Decode(ReadOnlySpan<byte> rest)
    {
        XdrReader reader = new(rest);
        RpcReplyHeader header = default;
        if (!reader.TryReadUInt32(out uint status))
        {
            header.Errno = Errno.EBADMSG;
            return header;
        }

        header.Errno = status switch
        {
            MSG_ACCEPTED => header.DecodeAccepted(ref reader),
            MSG_DENIED => header.DecodeDenied(ref reader),
            _ => Errno.EBADMSG,
        };
        return header;
    }

    private Errno DecodeAccepted(ref XdrReader reader)
    {
        if (!reader.TryReadUInt32(out _) || !reader.TryReadOpaque(RpcHeader.MaxAuthLength, out _) || !reader.TryReadUInt32(out uint status))
        {
            return Errno.EBADMSG;
        }

        switch (status)
        {
            case SUCCESS:
                Body = reader.Rest;
                return Errno.None;
            case PROG_UNAVAIL:
                return Errno.EPROTONOSUPPORT;
            case PROG_MISMATCH:
                IsVersionMismatch = reader.TryReadUInt32(out LowVersion) && reader.TryReadUInt32(out HighVersion);
                return IsVersionMismatch ? Errno.EPROTONOSUPPORT : Errno.EBADMSG;
            case PROC_UNAVAIL:
                return Errno.ENOSYS;
            case GARBAGE_ARGS:
                return Errno.EINVAL;
            case SYSTEM_ERR:
                return Errno.EREMOTEIO;
            default:
                return Errno.EBADMSG;
        }
    }

    private Errno DecodeDenied(ref XdrReader reader)
    {
        if (!reader.TryReadUInt32(out uint status))
        {
            return Errno.EBADMSG;
        }

        switch (status)
        {
            case RPC_MISMATCH:
                return reader.TryReadUInt32(out _) && reader.TryReadUInt32(out _) ? Errno.EPROTONOSUPPORT : Errno.EBADMSG;
            case AUTH_ERROR:
                return reader.TryReadUInt32(out AuthStatus) ? Errno.EACCES : Errno.EBADMSG;
            default:
                return Errno.EBADMSG;
        }
    }
}
