namespace Fathom.Nfs;

/// <summary>Results of MNT.</summary>
/// <remarks>RFC 1813, section 5.2.1 (mountres3).</remarks>
internal static class MountReply
{
    // Far fewer are defined; the protocol bounds the list only by the reply.
    private const int MaxFlavours = 64;

    /// <returns>The server's refusal, or <see cref="Errno.EBADMSG"/> if truncated or malformed.</returns>
    internal static Errno Decode(ReadOnlySpan<byte> body, out NfsFileHandle handle, out IReadOnlyList<uint> flavours)
    {
        handle = default;
        flavours = [];
        XdrReader reader = new(body);
        if (!reader.TryReadUInt32(out uint status))
        {
            return Errno.EBADMSG;
        }

        if (status != Mount3Status.MNT3_OK)
        {
            return Mount3Status.ToErrno(status);
        }

        if (!reader.TryReadOpaque(NfsFileHandle.MaxLength, out ReadOnlySpan<byte> bytes)
            || bytes.IsEmpty
            || !reader.TryReadUInt32(out uint count)
            || count > MaxFlavours)
        {
            return Errno.EBADMSG;
        }

        uint[] list = new uint[count];
        for (int i = 0; i < list.Length; i++)
        {
            if (!reader.TryReadUInt32(out list[i]))
            {
                return Errno.EBADMSG;
            }
        }

        handle = new NfsFileHandle(bytes);
        flavours = list;
        return Errno.None;
    }
}
