namespace Fathom.Nfs;

/// <summary>Result of FSINFO.</summary>
/// <remarks>RFC 1813, section 3.3.19. The arguments are a handle: <see cref="FileHandle3.Encode"/>.</remarks>
internal static class FsInfoResult
{
    private const uint FSF3_LINK = 0x1;
    private const uint FSF3_SYMLINK = 0x2;
    private const uint FSF3_HOMOGENEOUS = 0x8;
    private const uint FSF3_CANSETTIME = 0x10;

    internal static Errno Decode(scoped ref XdrReader reader, out NfsServerLimits? limits)
    {
        limits = null;
        Errno errno = Nfs3Result.Begin(ref reader);
        if (errno != Errno.None)
        {
            return errno;
        }

        if (reader.TryReadUInt32(out uint readMax)
            && reader.TryReadUInt32(out uint readPreferred)
            && reader.TrySkip(sizeof(uint))
            && reader.TryReadUInt32(out uint writeMax)
            && reader.TryReadUInt32(out uint writePreferred)
            && reader.TrySkip(sizeof(uint))
            && reader.TryReadUInt32(out uint listingPreferred)
            && reader.TryReadUInt64(out ulong maxFileSize)
            && reader.TryReadUInt32(out uint seconds)
            && reader.TryReadUInt32(out uint nanos)
            && reader.TryReadUInt32(out uint properties))
        {
            limits = new NfsServerLimits
            {
                ReadMax = Transfer(readMax),
                ReadPreferred = Math.Min(Transfer(readPreferred), Transfer(readMax)),
                WriteMax = Transfer(writeMax),
                WritePreferred = Math.Min(Transfer(writePreferred), Transfer(writeMax)),
                ListingPreferred = Transfer(listingPreferred),
                MaxFileSize = Fattr3.Saturate(maxFileSize),
                TimeStep = TimeSpan.FromTicks((seconds * TimeSpan.TicksPerSecond) + (nanos / TimeSpan.NanosecondsPerTick)),
                HasHardLinks = (properties & FSF3_LINK) != 0,
                HasSymlinks = (properties & FSF3_SYMLINK) != 0,
                IsHomogeneous = (properties & FSF3_HOMOGENEOUS) != 0,
                CanSetTimes = (properties & FSF3_CANSETTIME) != 0,
            };
            return Errno.None;
        }

        return Errno.EBADMSG;
    }

    // Any server takes 8 KiB (it is what version 2 had); one that says 0 says nothing.
    private static int Transfer(uint size) => size == 0 ? 8192 : (int)Math.Min(size, NfsServerLimits.MaxTransfer);
}
