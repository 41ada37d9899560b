namespace Fathom.Nfs;

/// <summary>Arguments and result of ACCESS.</summary>
/// <remarks>RFC 1813, section 3.3.4.</remarks>
internal static class AccessResult
{
    internal static void EncodeArgs(XdrWriter writer, ReadOnlySpan<byte> node, NfsAccess wanted)
    {
        writer.WriteOpaque(node);
        writer.WriteUInt32((uint)wanted);
    }

    internal static Errno Decode(scoped ref XdrReader reader, out NfsAccess granted)
    {
        granted = NfsAccess.None;
        Errno errno = Nfs3Result.Begin(ref reader);
        if (errno != Errno.None)
        {
            return errno;
        }

        if (!reader.TryReadUInt32(out uint bits))
        {
            return Errno.EBADMSG;
        }

        granted = (NfsAccess)bits & NfsAccess.All;
        return Errno.None;
    }
}
