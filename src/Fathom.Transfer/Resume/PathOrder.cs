namespace Fathom.Transfer;

/// <summary>The order in which a transfer comes to directories: each before what is below it, names bytewise as if they ended in '/'.</summary>
internal static class PathOrder
{
    /// <summary>Compares paths below the root; the root itself is empty, and first.</summary>
    /// <returns>Negative if <paramref name="one"/> comes first, 0 if they are equal.</returns>
    internal static int Compare(ReadOnlySpan<byte> one, ReadOnlySpan<byte> other)
    {
        if (one.IsEmpty || other.IsEmpty)
        {
            return one.Length.CompareTo(other.Length);
        }

        // The order of bytes of the paths with a '/' behind each: names have none, so a directory's is the begin of all below it.
        int common = one.CommonPrefixLength(other);
        int order = At(one, common).CompareTo(At(other, common));
        return order != 0 ? order : one.Length.CompareTo(other.Length);
    }

    /// <summary>Whether a path is that of a directory, or of something below it.</summary>
    internal static bool IsAtOrBelow(ReadOnlySpan<byte> path, ReadOnlySpan<byte> directory) =>
        directory.IsEmpty || (path.StartsWith(directory) && (path.Length == directory.Length || path[directory.Length] == '/'));

    /// <summary>The directory of a path; empty for names in the root.</summary>
    internal static ReadOnlyMemory<byte> ParentOf(ReadOnlyMemory<byte> path) => path[..Math.Max(0, path.Span.LastIndexOf((byte)'/'))];

    /// <summary>The path, or the nearest directory above it whose path is not longer than so many bytes.</summary>
    internal static ReadOnlyMemory<byte> Shorten(ReadOnlyMemory<byte> path, int length)
    {
        while (path.Length > length)
        {
            path = ParentOf(path);
        }

        return path;
    }

    private static byte At(ReadOnlySpan<byte> path, int index) => index < path.Length ? path[index] : (byte)'/';
}
