namespace Fathom.Transfer;

/// <summary>Reads the filter files of directories above a transfer: what <c>: /.rsync-filter</c> asks for.</summary>
internal static class AncestorRules
{
    /// <summary>Goes down from the directory that each rule names to the one above the first directory.</summary>
    /// <param name="scope">The rules of the command line.</param>
    /// <param name="path">Of the first directory, relative to the root.</param>
    /// <param name="problem">A file that could not be heeded; the first of them.</param>
    internal static FilterScope Read(FilterScope scope, ReadOnlySpan<byte> path, FilterRoot root, out FilterProblem? problem)
    {
        problem = null;
        byte[] prefix = root.MakePrefix();
        byte[] first = [(byte)'/', .. prefix, .. path];
        if (first[^1] == '/' && first.Length > 1)
        {
            first = first[..^1];
        }

        // Only files of the command line: what these name in turn is looked for inside the transfer alone.
        for (int i = 0, files = scope.MergeFiles.Count; i < files; i++)
        {
            byte[]? start = FindStart(scope.MergeFiles[i], first);
            for (int end = start?.Length ?? first.Length; end < first.Length; end = NextEnd(first, end))
            {
                scope = ReadOne(scope, i, first.AsSpan(0, end), prefix, root.ReadFile!, ref problem);
            }
        }

        return scope;
    }

    // The directory to begin with, with a '/' at the end; null if it is not above the first directory.
    private static byte[]? FindStart(MergeFile file, ReadOnlySpan<byte> first)
    {
        if (file.FirstDirectory is null)
        {
            return null;
        }

        List<byte[]> parts = [];
        byte[] whole = file.FirstDirectory[0] == '/' ? file.FirstDirectory : [.. first, (byte)'/', .. file.FirstDirectory];
        foreach (Range range in whole.AsSpan().Split((byte)'/'))
        {
            ReadOnlySpan<byte> part = whole.AsSpan(range);
            if (part.SequenceEqual(".."u8))
            {
                parts.RemoveRange(Math.Max(0, parts.Count - 1), Math.Min(1, parts.Count));
            }
            else if (!part.IsEmpty && !part.SequenceEqual("."u8))
            {
                parts.Add(part.ToArray());
            }
        }

        List<byte> start = [(byte)'/'];
        foreach (byte[] part in parts)
        {
            start.AddRange(part);
            start.Add((byte)'/');
        }

        byte[] result = [.. start];
        return first.StartsWith(result) ? result : null;
    }

    private static int NextEnd(ReadOnlySpan<byte> first, int end)
    {
        int slash = first[end..].IndexOf((byte)'/');
        return slash < 0 ? first.Length : end + slash + 1;
    }

    private static FilterScope ReadOne(
        FilterScope scope, int file, ReadOnlySpan<byte> directory, ReadOnlySpan<byte> prefix, FilterFileReader read, ref FilterProblem? problem)
    {
        // The anchor is above the root, or the root itself: the first directory is at most one level below the root.
        FilterAnchor anchor = FilterAnchor.AtAncestor(prefix[Math.Min(prefix.Length, directory.Length - 1)..]);
        ScopeBuilder builder = new(scope, anchor);
        builder.EndInheritance(file);
        byte[]? content = read([.. directory, .. builder[file].Name]);
        if (content is not null)
        {
            FilterProblem? own = builder.TryRead(file, content, directory[..^1]);
            problem ??= own;
        }

        return builder.HasChanged ? builder.Build() : scope;
    }
}
