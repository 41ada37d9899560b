namespace Fathom;

/// <summary>Drops what <c>du --exclude</c> drops: entries for which a pattern matches the path as shown, or a tail of it that
/// begins after a '/'.</summary>
/// <remarks>A directory that is dropped is not entered, so nothing below it is looked at. The root passes no filter:
/// whoever starts a walk asks <see cref="IsExcluded"/> first.</remarks>
public sealed class ExcludeFilter : IEntryFilter
{
    private readonly GlobPattern[] _byName;
    private readonly GlobPattern[] _byPath;

    // One of each for every thread that reads: filters run for every batch, and must not allocate.
    [ThreadStatic]
    private static bool[]? t_dropped;

    [ThreadStatic]
    private static byte[]? t_path;

    /// <summary>Prepares the filter.</summary>
    /// <param name="patterns">Raw bytes of each; see <see cref="GlobPattern"/>.</param>
    public ExcludeFilter(IEnumerable<byte[]> patterns)
    {
        ArgumentNullException.ThrowIfNull(patterns);
        List<GlobPattern> byName = [];
        List<GlobPattern> byPath = [];
        foreach (byte[] bytes in patterns)
        {
            GlobPattern pattern = new(bytes);
            (pattern.IsDecidedByName ? byName : byPath).Add(pattern);
        }

        _byName = [.. byName];
        _byPath = [.. byPath];
    }

    /// <summary>Splits a file of patterns, one a line, as <c>--exclude-from</c> reads it: white space at the end of a line does
    /// not count, and empty lines are left out.</summary>
    /// <param name="file">The whole content.</param>
    public static IReadOnlyList<byte[]> ReadPatterns(ReadOnlySpan<byte> file)
    {
        List<byte[]> patterns = [];
        foreach (Range line in file.Split((byte)'\n'))
        {
            ReadOnlySpan<byte> pattern = file[line].TrimEnd(" \t\r\v\f"u8);
            if (!pattern.IsEmpty)
            {
                patterns.Add(pattern.ToArray());
            }
        }

        return patterns;
    }

    /// <summary>A pattern matches the path, or a tail of it.</summary>
    /// <param name="path">Raw bytes, from the root as typed.</param>
    public bool IsExcluded(ReadOnlySpan<byte> path)
    {
        foreach (GlobPattern pattern in _byName)
        {
            if (MatchesTail(pattern, path))
            {
                return true;
            }
        }

        return IsExcludedByPath(path);
    }

    /// <inheritdoc/>
    public void Apply(EntryBatch batch)
    {
        ArgumentNullException.ThrowIfNull(batch);
        int count = batch.Count;
        if (t_dropped is null || t_dropped.Length < count)
        {
            t_dropped = new bool[Math.Max(1024, count)];
        }

        Span<bool> dropped = t_dropped.AsSpan(0, count);
        dropped.Clear();
        bool any = MarkByName(batch, dropped) | (_byPath.Length > 0 && MarkByPath(batch, dropped));
        if (any)
        {
            batch.Drop(dropped);
        }
    }

    private bool MarkByName(EntryBatch batch, Span<bool> dropped)
    {
        bool any = false;
        foreach (GlobPattern pattern in _byName)
        {
            for (int i = 0; i < dropped.Length; i++)
            {
                if (pattern.IsMatch(batch.Name(i)))
                {
                    dropped[i] = true;
                    any = true;
                }
            }
        }

        return any;
    }

    private bool MarkByPath(EntryBatch batch, Span<bool> dropped)
    {
        bool any = false;
        int prefix = WritePrefix(batch.Directory);
        for (int i = 0; i < dropped.Length; i++)
        {
            if (!dropped[i] && IsExcludedByPath(WriteName(prefix, batch.Name(i))))
            {
                dropped[i] = true;
                any = true;
            }
        }

        return any;
    }

    private bool IsExcludedByPath(ReadOnlySpan<byte> path)
    {
        foreach (GlobPattern pattern in _byPath)
        {
            if (MatchesTail(pattern, path))
            {
                return true;
            }
        }

        return false;
    }

    // Of several slashes in a row, only what follows the last begins a tail, as in gnulib's exclude.c.
    private static bool MatchesTail(GlobPattern pattern, ReadOnlySpan<byte> path)
    {
        if (pattern.IsMatch(path))
        {
            return true;
        }

        if (pattern.StartsWithStar)
        {
            return false;
        }

        for (int slash; (slash = path.IndexOf((byte)'/')) >= 0;)
        {
            path = path[(slash + 1)..];
            if (!path.StartsWith((byte)'/') && pattern.IsMatch(path))
            {
                return true;
            }
        }

        return false;
    }

    private static int WritePrefix(DirectoryNode? directory)
    {
        int length = directory?.PathLength ?? 0;
        Reserve(length + 1, keep: 0);
        if (directory is null)
        {
            return 0;
        }

        directory.CopyPath(t_path);
        if (length > 0 && t_path![length - 1] != '/')
        {
            t_path[length++] = (byte)'/';
        }

        return length;
    }

    private static ReadOnlySpan<byte> WriteName(int prefix, ReadOnlySpan<byte> name)
    {
        Reserve(prefix + name.Length, keep: prefix);
        name.CopyTo(t_path.AsSpan(prefix));
        return t_path.AsSpan(0, prefix + name.Length);
    }

    private static void Reserve(int length, int keep)
    {
        if (t_path is null || t_path.Length < length)
        {
            byte[] larger = new byte[Math.Max(4096, length * 2)];
            t_path.AsSpan(0, keep).CopyTo(larger);
            t_path = larger;
        }
    }
}
