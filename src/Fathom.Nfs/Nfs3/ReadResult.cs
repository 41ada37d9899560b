namespace Fathom.Nfs;

/// <summary>Result of READ.</summary>
/// <remarks>RFC 1813, section 3.3.6.</remarks>
internal ref struct ReadResult
{
    /// <summary>A span into the reply; it may be shorter than what was asked for.</summary>
    internal ReadOnlySpan<byte> Data;

    /// <summary>The file ends with the data.</summary>
    internal bool IsEnd;

    /// <summary>Whether the server sent attributes.</summary>
    internal bool HasAttributes;

    /// <summary>Of the file once it was read.</summary>
    internal NodeAttributes Attributes;

    /// <summary>Reads the result.</summary>
    /// <param name="maxCount">Bytes asked for: more is malformed.</param>
    /// <returns><see cref="Errno.EPROTO"/> for no data that is not the end either: asking again would go on for ever.</returns>
    internal static Errno Decode(scoped ref XdrReader reader, int maxCount, out ReadResult result)
    {
        result = default;
        Errno errno = Nfs3Result.Status(ref reader);
        if (errno != Errno.None)
        {
            return errno;
        }

        if (!Fattr3.TryReadOptional(ref reader, out result.HasAttributes, out result.Attributes)
            || !reader.TryReadUInt32(out uint count)
            || !reader.TryReadBool(out result.IsEnd)
            || !reader.TryReadOpaque(maxCount, out result.Data)
            || count != (uint)result.Data.Length)
        {
            result = default;
            return Errno.EBADMSG;
        }

        return count == 0 && maxCount > 0 && !result.IsEnd ? Errno.EPROTO : Errno.None;
    }
}
