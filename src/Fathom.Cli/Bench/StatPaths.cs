namespace Fathom.Cli;

/// <summary>All paths of a tree, in the order of a sorted listing, and the same by directory.</summary>
internal sealed class StatPaths
{
    private const int BlockSize = 1 << 20;

    internal StatPaths(TreeListing listing)
    {
        All = new ReadOnlyMemory<byte>[listing.Count];
        Memory<byte> block = default;
        for (int i = 0; i < All.Length; i++)
        {
            ListingEntry entry = listing[i];
            int length = entry.PathLength;
            if (block.Length < length)
            {
                block = new byte[Math.Max(BlockSize, length)];
            }

            entry.CopyPath(block.Span);
            All[i] = block[..length];
            block = block[length..];
        }

        ByDirectory = GroupByDirectory(All);
    }

    internal ReadOnlyMemory<byte>[] All { get; }

    /// <summary>Each directory with the names in it; the root is a name in its own parent.</summary>
    internal IReadOnlyList<(ReadOnlyMemory<byte> Directory, List<ReadOnlyMemory<byte>> Names)> ByDirectory { get; }

    private static List<(ReadOnlyMemory<byte>, List<ReadOnlyMemory<byte>>)> GroupByDirectory(ReadOnlyMemory<byte>[] paths)
    {
        List<(ReadOnlyMemory<byte>, List<ReadOnlyMemory<byte>>)> groups = [];
        Dictionary<string, int> numbers = [];
        foreach (ReadOnlyMemory<byte> path in paths)
        {
            (ReadOnlyMemory<byte> directory, ReadOnlyMemory<byte> name) = Cut(path);
            string key = PathText.ToText(directory.Span);
            if (!numbers.TryGetValue(key, out int number))
            {
                number = groups.Count;
                numbers.Add(key, number);
                groups.Add((directory, []));
            }

            groups[number].Item2.Add(name);
        }

        return groups;
    }

    private static (ReadOnlyMemory<byte> Directory, ReadOnlyMemory<byte> Name) Cut(ReadOnlyMemory<byte> path)
    {
        int slash = path.Span.LastIndexOf((byte)'/');
        return slash < 0 ? ("."u8.ToArray(), path)
            : slash == path.Length - 1 ? (path, "."u8.ToArray())
            : (path[..Math.Max(1, slash)], path[(slash + 1)..]);
    }
}
