using static Fathom.Fuse.ProtocolFlags;

namespace Fathom.Fuse;

/// <summary>What the two sides agreed on when the mount began.</summary>
internal sealed class InitNegotiation
{
    /// <summary>Bytes of one READ or WRITE at most: 256 pages, which the kernel allows to everyone (fs.fuse.max_pages_limit).</summary>
    internal const int MaxTransfer = 1024 * 1024;

    private const int PageSize = 4096;

    // Without FUSE_MAX_PAGES a request has at most 32 pages.
    private const uint SmallTransfer = 32 * PageSize;

    // More than the default of 12, so that readahead and writeback of several files keep all threads busy.
    private const ushort MaxBackground = 64;

    private InitNegotiation(uint minor, uint flags)
    {
        Minor = minor;
        Flags = flags;
    }

    /// <summary>The minor version that is spoken.</summary>
    internal uint Minor { get; }

    /// <summary>The flags that were asked for, of those that the kernel offers.</summary>
    internal uint Flags { get; }

    /// <summary>The kernel keeps what was written, and its own size and time of open files.</summary>
    internal bool HasWriteback => (Flags & FUSE_WRITEBACK_CACHE) != 0;

    /// <summary>Answers an INIT.</summary>
    /// <param name="isWritable">There is something to write back.</param>
    /// <param name="agreed">Null when the result is an error, and when the kernel has to ask again because it is of a newer major version.</param>
    /// <returns>EPROTO for a kernel older than 7.23 (Linux 3.15).</returns>
    internal static Errno Answer(in InitIn init, FuseOptions options, bool isWritable, out InitOut reply, out InitNegotiation? agreed)
    {
        reply = default;
        reply.Major = Major;
        reply.Minor = ProtocolFlags.Minor;
        agreed = null;
        if (init.Major > Major)
        {
            return Errno.None;
        }

        if (init.Major < Major || init.Minor < OldestMinor)
        {
            return Errno.EPROTO;
        }

        uint wanted = FUSE_ASYNC_READ | FUSE_ATOMIC_O_TRUNC | FUSE_BIG_WRITES | FUSE_DO_READDIRPLUS | FUSE_READDIRPLUS_AUTO
            | FUSE_ASYNC_DIO | FUSE_PARALLEL_DIROPS | FUSE_MAX_PAGES;
        // Without it the kernel asks for security.capability before every single write.
        wanted |= isWritable ? FUSE_HANDLE_KILLPRIV_V2 : 0;
        wanted |= isWritable && options.WritebackCache ? FUSE_WRITEBACK_CACHE : 0;
        wanted |= options.IsExclusive ? FUSE_CACHE_SYMLINKS : FUSE_AUTO_INVAL_DATA;

        uint minor = Math.Min(init.Minor, ProtocolFlags.Minor);
        agreed = new InitNegotiation(minor, init.Flags & wanted);
        reply.Minor = minor;
        reply.Flags = agreed.Flags;
        reply.MaxReadahead = init.MaxReadahead;
        reply.MaxBackground = MaxBackground;
        reply.CongestionThreshold = MaxBackground * 3 / 4;
        reply.MaxWrite = (agreed.Flags & FUSE_MAX_PAGES) != 0 ? MaxTransfer : SmallTransfer;
        reply.MaxPages = MaxTransfer / PageSize;
        reply.TimeGranularity = 1;
        return Errno.None;
    }
}
