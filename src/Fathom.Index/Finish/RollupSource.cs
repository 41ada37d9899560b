using System.Buffers.Binary;

namespace Fathom.Index;

// Directories come in DESCENDING order of their sort key: all that is below a directory has come when it comes itself. One sum for each
// depth is all that is kept:
//
//     /a/b/c   depth 3   sums[3] += c            total(c) = c
//     /a/b     depth 2   total(b) = b + sums[3]; sums[3] = 0; sums[2] += total(b)
//     /a       depth 1   total(a) = a + sums[2]; ...
//
// The number of a directory in this order gives its preorder interval, because how many there are is known before.

/// <summary>Turns own numbers into rollups, one row in and one row out; memory for the depth of the tree alone.</summary>
/// <param name="input">Every directory.</param>
/// <param name="count">Rows that come.</param>
/// <param name="roots">Paths of the roots, as typed.</param>
internal sealed class RollupSource(DirectoryRows input, long count, IReadOnlyList<byte[]> roots) : IVectorSource, IDisposable
{
    private const int ColumnName = 5;
    private const int ColumnPath = 7;

    private readonly NativeArena _strings = new();
    private Level[] _levels = new Level[64];
    private long _done;

    /// <summary>Everything, with the digest of the whole: after the last row.</summary>
    internal (Rollup Totals, UInt128 Digest) Result => (_levels[0].Totals, roots.Count == 1 ? _onlyDigest : _levels[0].Digest);

    private UInt128 _onlyDigest;

    /// <inheritdoc/>
    public int Fill(in VectorWriter output)
    {
        _strings.Reset();
        output.Validity(ColumnName).Clear();
        output.Validity(ColumnPath).Clear();
        int filled = 0;
        while (filled < output.Capacity && !_strings.IsFull && input.Next())
        {
            WriteRow(filled++, in output);
            _done++;
        }

        return filled;
    }

    public void Dispose() => _strings.Dispose();

    private void WriteRow(int row, in VectorWriter output)
    {
        int depth = input.Depth;
        Rollup own = input.Own;
        Level level = Close(depth, own, input.Digest);
        ReadOnlySpan<byte> name = WritePath(input.Key, input.Root, row, in output);
        Open(depth, level, depth == 0 ? default : name);
        if (depth == 0)
        {
            _onlyDigest = level.Digest;
        }

        long pre = count - 1 - _done;
        output.Column<long>(0)[row] = input.DirId;
        output.Column<long>(1)[row] = input.ParentId;
        output.Column<int>(2)[row] = input.Root;
        output.Column<int>(3)[row] = depth;
        output.Column<long>(8)[row] = pre;
        output.Column<long>(9)[row] = pre + level.Rows;
        output.Column<long>(10)[row] = own.Apparent;
        output.Column<long>(11)[row] = own.Allocated;
        output.Column<long>(12)[row] = own.Entries;
        output.Column<long>(13)[row] = own.Directories;
        output.Column<long>(14)[row] = level.Totals.Apparent;
        output.Column<long>(15)[row] = level.Totals.Allocated;
        output.Column<long>(16)[row] = level.Totals.Entries;
        output.Column<long>(17)[row] = level.Totals.Directories;
        output.Column<long>(18)[row] = level.Totals.NewestMtime;
        output.Strings(19)[row] = PutDigest(input.Digest);
        output.Strings(20)[row] = PutDigest(level.Digest);
    }

    // All that is below has come: it joins what the directory holds itself.
    private Level Close(int depth, in Rollup own, UInt128 digest)
    {
        if (depth + 2 > _levels.Length)
        {
            Array.Resize(ref _levels, Math.Max(depth + 2, 2 * _levels.Length));
        }

        Level below = _levels[depth + 1];
        _levels[depth + 1] = default;
        Level level = new() { Totals = own, Digest = digest + below.Digest, Rows = below.Rows + 1 };
        if (below.Rows > 0)
        {
            level.Totals.Add(below.Totals);
        }

        return level;
    }

    private void Open(int depth, in Level level, ReadOnlySpan<byte> name)
    {
        ref Level above = ref _levels[depth];
        if (above.Rows == 0)
        {
            above.Totals = Rollup.Empty;
        }

        above.Totals.Add(level.Totals);
        above.Digest += EntryDigest.OfSubtree(name, level.Digest);
        above.Rows += level.Rows;
    }

    // Root, then names each after a NUL (DirectorySource).
    private ReadOnlySpan<byte> WritePath(ReadOnlySpan<byte> key, int root, int row, in VectorWriter output)
    {
        ReadOnlySpan<byte> rootPath = roots[root];
        ReadOnlySpan<byte> below = key[2..];
        if (!below.IsEmpty && !rootPath.IsEmpty && rootPath[^1] == (byte)'/')
        {
            below = below[1..];
        }

        Span<byte> path = _strings.Take(rootPath.Length + below.Length);
        rootPath.CopyTo(path);
        below.CopyTo(path[rootPath.Length..]);
        path[rootPath.Length..].Replace((byte)0, (byte)'/');
        Span<byte> name = key.Length == 2 ? path : path[(path.Length - (key.Length - 1 - key.LastIndexOf((byte)0)))..];
        WriteText(name, ColumnName, row, in output);
        WriteText(path, ColumnPath, row, in output);
        return name;
    }

    private void WriteText(Span<byte> bytes, int rawColumn, int row, in VectorWriter output)
    {
        if (ReadableText.IsExact(bytes))
        {
            output.Strings(rawColumn - 1)[row] = NativeArena.AsString(bytes);
            return;
        }

        output.Strings(rawColumn - 1)[row] = _strings.PutReadable(bytes);
        output.Strings(rawColumn)[row] = NativeArena.AsString(bytes);
        output.Validity(rawColumn)[row / 64] |= 1ul << (row % 64);
    }

    private DuckString PutDigest(UInt128 digest)
    {
        Span<byte> bytes = _strings.Take(16);
        BinaryPrimitives.WriteUInt128BigEndian(bytes, digest);
        return NativeArena.AsString(bytes);
    }

    private struct Level
    {
        internal Rollup Totals;
        internal UInt128 Digest;
        internal long Rows;
    }
}
