namespace Fathom.Nfs;

/// <summary>Results of EXPORT: two lists in one another, without a count.</summary>
/// <remarks>RFC 1813, section 5.2.5 (exports).</remarks>
internal static class ExportList
{
    internal const int MaxExports = 65536;
    internal const int MaxGroups = 65536;

    /// <returns><see cref="Errno.EBADMSG"/> if truncated, malformed, or longer than any server's; the list is then empty.</returns>
    internal static Errno Decode(ReadOnlySpan<byte> body, out IReadOnlyList<NfsExport> exports)
    {
        exports = [];
        List<NfsExport> list = [];
        int groupsLeft = MaxGroups;
        XdrReader reader = new(body);
        while (reader.TryReadBool(out bool isThere))
        {
            if (!isThere)
            {
                exports = list;
                return Errno.None;
            }

            if (list.Count == MaxExports
                || !reader.TryReadOpaque(Mount3.MNTPATHLEN, out ReadOnlySpan<byte> path)
                || !TryReadGroups(ref reader, ref groupsLeft, out List<ReadOnlyMemory<byte>> groups))
            {
                return Errno.EBADMSG;
            }

            list.Add(new NfsExport(path.ToArray(), groups));
        }

        return Errno.EBADMSG;
    }

    private static bool TryReadGroups(ref XdrReader reader, ref int left, out List<ReadOnlyMemory<byte>> groups)
    {
        groups = [];
        while (reader.TryReadBool(out bool isThere))
        {
            if (!isThere)
            {
                return true;
            }

            if (left-- == 0 || !reader.TryReadOpaque(Mount3.MNTNAMLEN, out ReadOnlySpan<byte> name))
            {
                return false;
            }

            groups.Add(name.ToArray());
        }

        return false;
    }
}
