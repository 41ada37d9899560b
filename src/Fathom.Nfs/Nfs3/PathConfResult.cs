namespace Fathom.Nfs;

/// <summary>Result of PATHCONF.</summary>
/// <remarks>RFC 1813, section 3.3.20. The arguments are a handle: <see cref="FileHandle3.Encode"/>.</remarks>
internal static class PathConfResult
{
    internal static Errno Decode(scoped ref XdrReader reader, out NfsPathLimits limits)
    {
        limits = default;
        Errno errno = Nfs3Result.Begin(ref reader);
        if (errno != Errno.None)
        {
            return errno;
        }

        if (!reader.TryReadUInt32(out uint maxLinks)
            || !reader.TryReadUInt32(out uint maxName)
            || !reader.TryReadBool(out bool refusesLongNames)
            || !reader.TryReadBool(out bool restrictsChown)
            || !reader.TryReadBool(out bool ignoresCase)
            || !reader.TryReadBool(out bool preservesCase))
        {
            return Errno.EBADMSG;
        }

        limits = new NfsPathLimits
        {
            MaxLinks = maxLinks,
            MaxName = maxName,
            RefusesLongNames = refusesLongNames,
            RestrictsChown = restrictsChown,
            IgnoresCase = ignoresCase,
            PreservesCase = preservesCase,
        };
        return Errno.None;
    }
}
