namespace Fathom.Nfs;

/// <summary>Result of FSSTAT.</summary>
/// <remarks>RFC 1813, section 3.3.18. The arguments are a handle: <see cref="FileHandle3.Encode"/>.</remarks>
internal static class FsStatResult
{
    internal static Errno Decode(scoped ref XdrReader reader, out NfsFileSystemStat stat)
    {
        stat = default;
        Errno errno = Nfs3Result.Begin(ref reader);
        if (errno != Errno.None)
        {
            return errno;
        }

        if (!reader.TryReadUInt64(out ulong total)
            || !reader.TryReadUInt64(out ulong free)
            || !reader.TryReadUInt64(out ulong available)
            || !reader.TryReadUInt64(out ulong totalNodes)
            || !reader.TryReadUInt64(out ulong freeNodes)
            || !reader.TryReadUInt64(out ulong availableNodes)
            || !reader.TryReadUInt32(out uint seconds))
        {
            return Errno.EBADMSG;
        }

        stat = new NfsFileSystemStat
        {
            TotalBytes = Fattr3.Saturate(total),
            FreeBytes = Fattr3.Saturate(free),
            AvailableBytes = Fattr3.Saturate(available),
            TotalNodes = Fattr3.Saturate(totalNodes),
            FreeNodes = Fattr3.Saturate(freeNodes),
            AvailableNodes = Fattr3.Saturate(availableNodes),
            ValidFor = TimeSpan.FromSeconds((long)seconds),
        };
        return Errno.None;
    }
}
