namespace Fathom.Cli;

/// <summary>Lines that wait to be sorted by path, with their paths, in blocks: memory is that of the text and 24 bytes a line.</summary>
internal sealed class SortedLines
{
    private const int BlockSize = 1 << 20;

    private readonly List<byte[]> _blocks = [];
    private readonly List<Line> _lines = [];
    private int _used = BlockSize;

    /// <summary>Copies a line.</summary>
    internal void Add(ReadOnlySpan<byte> path, ReadOnlySpan<byte> line)
    {
        // A plain line begins with its path, which then is not kept twice.
        bool isShared = line.StartsWith(path);
        int length = line.Length + (isShared ? 0 : path.Length);
        if (length > BlockSize - _used || _blocks.Count == 0)
        {
            _blocks.Add(new byte[Math.Max(BlockSize, length)]);
            _used = 0;
        }

        int lineStart = _used + (isShared ? 0 : path.Length);
        byte[] block = _blocks[^1];
        path.CopyTo(block.AsSpan(_used));
        line.CopyTo(block.AsSpan(lineStart));
        _lines.Add(new Line(block, _used, path.Length, lineStart, line.Length));
        _used = Math.Min(BlockSize, _used + length);
    }

    /// <summary>Writes the lines of all workers in the order of their paths.</summary>
    internal static void WriteAll(IReadOnlyList<SortedLines> shares, StandardOutput output)
    {
        List<Line> all = [];
        foreach (SortedLines share in shares)
        {
            all.AddRange(share._lines);
            share._lines.Clear();
        }

        all.Sort(static (a, b) => ComparePaths(a.Path, b.Path));
        foreach (Line line in all)
        {
            output.Write(line.Text);
        }
    }

    /// <summary>Compares byte by byte, where a slash comes before everything else: so components are compared one after the
    /// other, and what a directory holds follows it at once ("a", "a/b", "a.c").</summary>
    internal static int ComparePaths(ReadOnlySpan<byte> a, ReadOnlySpan<byte> b)
    {
        int same = a.CommonPrefixLength(b);
        if (same == a.Length || same == b.Length)
        {
            return a.Length.CompareTo(b.Length);
        }

        return Weight(a[same]).CompareTo(Weight(b[same]));
    }

    // No name holds a NUL.
    private static int Weight(byte value) => value == '/' ? 0 : value;

    private readonly record struct Line(byte[] Block, int PathStart, int PathLength, int TextStart, int TextLength)
    {
        internal ReadOnlySpan<byte> Path => Block.AsSpan(PathStart, PathLength);

        internal ReadOnlySpan<byte> Text => Block.AsSpan(TextStart, TextLength);
    }
}
