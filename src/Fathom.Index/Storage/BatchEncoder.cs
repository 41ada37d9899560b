using System.Buffers.Binary;
using System.Runtime.InteropServices;

namespace Fathom.Index;

/// <summary>Writes entries of a batch into the columns of a block. One for each worker.</summary>
internal sealed unsafe class BatchEncoder(RowLog log)
{
    /// <summary>Rows of one reservation: small against a block, large against the cost of a lock.</summary>
    private const int MaxRows = 1024;
    private const int MaxBytes = RowBlock.ArenaSize / 4;

    // The number of the root comes first in the order of links: roots are walked one after the other.
    private const int RootBytes = sizeof(ushort);

    private readonly bool[] _isOdd = new bool[MaxRows];

    /// <summary>Writes a run of entries, in as many reservations as that takes.</summary>
    /// <param name="directory">Number of the directory that holds them.</param>
    internal void Write(EntryBatch batch, int from, int count, long directory)
    {
        int end = from + count;
        while (from < end)
        {
            int rows = Measure(batch, from, end, out int bytes, out int directories);
            Reservation reserved = log.Reserve(rows, bytes, directories);
            EntryCounts counts = default;
            Fill(batch, from, rows, directory, in reserved, ref counts);
            log.Release(in reserved, in counts);
            from += rows;
        }
    }

    /// <summary>Writes the batch of one that describes a root.</summary>
    internal void WriteRoot(EntryBatch batch)
    {
        Measure(batch, 0, 1, out int bytes, out int directories);
        Reservation reserved = log.Reserve(1, bytes, directories);
        EntryCounts counts = default;
        Fill(batch, 0, 1, IndexFormat.AboveRoots, in reserved, ref counts);
        counts.SingleRoots += batch.Descends(0) ? 0 : 1;
        reserved.Block.HasRootEntry = true;
        reserved.Block.RootDevice = (batch.Filled & StatMask.Device) != 0 ? batch.Devices[0] : 0;
        log.Release(in reserved, in counts);
    }

    // How many rows go into one reservation, and the bytes of strings that DuckDB does not keep inside its string_t.
    private int Measure(EntryBatch batch, int from, int end, out int bytes, out int directories)
    {
        bytes = 0;
        directories = 0;
        int limit = Math.Min(end, from + MaxRows);
        int i = from;
        for (; i < limit; i++)
        {
            ReadOnlySpan<byte> name = batch.Name(i);
            bool isExact = ReadableText.IsExact(name);
            int needed = name.Length + (isExact ? EntryExtension.MaxLength : ReadableText.MaxLength(name.Length));
            ReadOnlySpan<byte> target = batch.Target(i);
            if (!target.IsEmpty)
            {
                needed += target.Length + (ReadableText.IsExact(target) ? 0 : ReadableText.MaxLength(target.Length));
            }

            bool descends = batch.Descends(i);
            if (descends)
            {
                needed += batch.Handle(i).Bytes.Length;
            }
            else if (HasLinkOrder(batch, i))
            {
                needed += RootBytes + LinkOrder.LengthOf(batch.Directory, batch.FirstOrdinal + i);
            }

            if (bytes + needed > MaxBytes && i > from)
            {
                break;
            }

            _isOdd[i - from] = !isExact;
            bytes += needed;
            directories += descends ? 1 : 0;
        }

        return i - from;
    }

    /// <summary>The node may have another name elsewhere, so where it counts is decided at the end.</summary>
    internal static bool HasLinkOrder(EntryBatch batch, int i) =>
        (batch.Filled & StatMask.Links) != 0 && batch.Links[i] > 1 && batch.Kinds[i] != EntryKind.Directory
        && batch.Errnos(i) == Errno.None;

    private void Fill(EntryBatch batch, int from, int rows, long directory, in Reservation reserved, ref EntryCounts counts)
    {
        RowBlock block = reserved.Block;
        block.Column<long>(EntryColumn.DirId, reserved.Row, rows).Fill(directory);
        FillAttributes(batch, from, rows, in reserved);
        Cursor cursor = new(block, reserved.Bytes);
        FillNames(batch, from, rows, in reserved, ref cursor, ref counts);
        FillTargets(batch, from, rows, in reserved, ref cursor);
        FillDirectories(batch, from, rows, in reserved, ref cursor);
        counts.Linked += FillLinkOrder(batch, from, rows, in reserved, ref cursor);
    }

    private static void FillAttributes(EntryBatch batch, int from, int rows, in Reservation reserved)
    {
        StatMask filled = batch.Filled;
        Copy(filled, StatMask.Size, EntryColumn.Size, reserved, from, rows, batch, static b => b.Sizes);
        Copy(filled, StatMask.Allocated, EntryColumn.Allocated, reserved, from, rows, batch, static b => b.Allocated);
        Copy(filled, StatMask.Mtime, EntryColumn.Mtime, reserved, from, rows, batch, static b => b.Mtimes);
        Copy(filled, StatMask.Ctime, EntryColumn.Ctime, reserved, from, rows, batch, static b => b.Ctimes);
        Copy(filled, StatMask.Atime, EntryColumn.Atime, reserved, from, rows, batch, static b => b.Atimes);
        Copy(filled, StatMask.Device, EntryColumn.Device, reserved, from, rows, batch, static b => AsSigned(b.Devices));
        Copy(StatMask.Inode, StatMask.Inode, EntryColumn.Inode, reserved, from, rows, batch, static b => AsSigned(b.Inodes));
        Widen(filled, StatMask.Links, EntryColumn.Nlink, reserved, from, rows, batch, static b => b.Links);
        Widen(filled, StatMask.Uid, EntryColumn.Uid, reserved, from, rows, batch, static b => b.Uids);
        Widen(filled, StatMask.Gid, EntryColumn.Gid, reserved, from, rows, batch, static b => b.Gids);
        FillModes(batch, from, rows, in reserved);
        for (int i = 0; batch.ErrorCount > 0 && i < rows; i++)
        {
            if (batch.Errnos(from + i) != Errno.None)
            {
                ForgetAttributes(reserved.Block, reserved.Row + i);
            }
        }
    }

    private static void ForgetAttributes(RowBlock block, int row)
    {
        for (EntryColumn column = EntryColumn.Size; column <= EntryColumn.Atime; column++)
        {
            if (column != EntryColumn.Inode)
            {
                block.MarkNull(column, row);
            }
        }
    }

    private static Span<long> AsSigned(Span<ulong> values) => MemoryMarshal.Cast<ulong, long>(values);

    private delegate Span<T> ColumnOf<T>(EntryBatch batch);

    private static void Copy(
        StatMask filled, StatMask bit, EntryColumn column, in Reservation to, int from, int rows, EntryBatch batch, ColumnOf<long> values)
    {
        bool isFilled = (filled & bit) != 0;
        to.Block.SetValid(column, to.Row, rows, isFilled);
        Span<long> target = to.Block.Column<long>(column, to.Row, rows);
        if (isFilled)
        {
            values(batch).Slice(from, rows).CopyTo(target);
        }
        else
        {
            target.Clear();
        }
    }

    private static void Widen(
        StatMask filled, StatMask bit, EntryColumn column, in Reservation to, int from, int rows, EntryBatch batch, ColumnOf<uint> values)
    {
        bool isFilled = (filled & bit) != 0;
        to.Block.SetValid(column, to.Row, rows, isFilled);
        Span<long> target = to.Block.Column<long>(column, to.Row, rows);
        if (!isFilled)
        {
            target.Clear();
            return;
        }

        ReadOnlySpan<uint> source = values(batch).Slice(from, rows);
        for (int i = 0; i < target.Length; i++)
        {
            target[i] = source[i];
        }
    }

    private static void FillModes(EntryBatch batch, int from, int rows, in Reservation to)
    {
        bool isFilled = (batch.Filled & StatMask.Mode) != 0;
        to.Block.SetValid(EntryColumn.Mode, to.Row, rows, isFilled);
        Span<int> target = to.Block.Column<int>(EntryColumn.Mode, to.Row, rows);
        for (int i = 0; i < rows; i++)
        {
            target[i] = isFilled ? (int)(batch.Modes[from + i] & 0xfff) : 0;
        }
    }

    private void FillNames(EntryBatch batch, int from, int rows, in Reservation reserved, ref Cursor cursor, ref EntryCounts counts)
    {
        RowBlock block = reserved.Block;
        Span<DuckString> names = block.Column<DuckString>(EntryColumn.Name, reserved.Row, rows);
        Span<DuckString> extensions = block.Column<DuckString>(EntryColumn.Extension, reserved.Row, rows);
        Span<DuckString> types = block.Column<DuckString>(EntryColumn.Type, reserved.Row, rows);
        ReadOnlySpan<EntryKind> kinds = batch.Kinds.Slice(from, rows);
        block.SetValid(EntryColumn.NameRaw, reserved.Row, rows, false);
        block.SetValid(EntryColumn.Extension, reserved.Row, rows, false);
        for (int i = 0; i < rows; i++)
        {
            EntryKind kind = kinds[i];
            counts.Count(kind);
            types[i] = EntryType.ToText(kind);
            ReadOnlySpan<byte> name = batch.Name(from + i);
            DuckString exact = cursor.Put(name);
            names[i] = exact;
            if (_isOdd[i])
            {
                block.Column<DuckString>(EntryColumn.NameRaw, reserved.Row, rows)[i] = exact;
                block.MarkValid(EntryColumn.NameRaw, reserved.Row + i);
                names[i] = cursor.PutReadable(name);
            }
            else if (kind == EntryKind.File && EntryExtension.Of(name) is { IsEmpty: false } extension)
            {
                extensions[i] = cursor.PutLower(extension);
                block.MarkValid(EntryColumn.Extension, reserved.Row + i);
            }
        }
    }

    private static void FillTargets(EntryBatch batch, int from, int rows, in Reservation reserved, ref Cursor cursor)
    {
        RowBlock block = reserved.Block;
        block.SetValid(EntryColumn.Target, reserved.Row, rows, false);
        block.SetValid(EntryColumn.TargetRaw, reserved.Row, rows, false);
        for (int i = 0; (batch.Filled & StatMask.Target) != 0 && i < rows; i++)
        {
            ReadOnlySpan<byte> target = batch.Target(from + i);
            if (target.IsEmpty)
            {
                continue;
            }

            int row = reserved.Row + i;
            DuckString exact = cursor.Put(target);
            bool isExact = ReadableText.IsExact(target);
            if (!isExact)
            {
                ((DuckString*)block.Data(EntryColumn.TargetRaw))[row] = exact;
                block.MarkValid(EntryColumn.TargetRaw, row);
            }

            ((DuckString*)block.Data(EntryColumn.Target))[row] = isExact ? exact : cursor.PutReadable(target);
            block.MarkValid(EntryColumn.Target, row);
        }
    }

    private static void FillDirectories(EntryBatch batch, int from, int rows, in Reservation reserved, ref Cursor cursor)
    {
        RowBlock block = reserved.Block;
        long next = reserved.FirstDirectory;
        block.SetValid(EntryColumn.SubdirId, reserved.Row, rows, false);
        for (int i = 0; i < rows; i++)
        {
            if (!batch.Descends(from + i))
            {
                continue;
            }

            int row = reserved.Row + i;
            ((long*)block.Data(EntryColumn.SubdirId))[row] = next;
            block.MarkValid(EntryColumn.SubdirId, row);
            block.Ordinals[row] = batch.FirstOrdinal + from + i;
            block.Handles[row] = cursor.PutBytes(batch.Handle(from + i).Bytes);
            batch.SetRow(from + i, next);
            next++;
        }
    }

    private static int FillLinkOrder(EntryBatch batch, int from, int rows, in Reservation reserved, ref Cursor cursor)
    {
        RowBlock block = reserved.Block;
        int linked = 0;
        block.SetValid(EntryColumn.LinkOrder, reserved.Row, rows, false);
        for (int i = 0; i < rows; i++)
        {
            if (HasLinkOrder(batch, from + i))
            {
                long ordinal = batch.FirstOrdinal + from + i;
                int length = RootBytes + LinkOrder.LengthOf(batch.Directory, ordinal);
                Span<byte> key = cursor.Take(length, out byte* start);
                BinaryPrimitives.WriteUInt16BigEndian(key, (ushort)block.Root);
                LinkOrder.Write(batch.Directory, ordinal, key[RootBytes..]);
                ((DuckString*)block.Data(EntryColumn.LinkOrder))[reserved.Row + i] = DuckString.Of(start, length);
                block.MarkValid(EntryColumn.LinkOrder, reserved.Row + i);
                linked++;
            }
        }

        return linked;
    }

    // Where the next string goes in the arena of a block.
    private ref struct Cursor(RowBlock block, int next)
    {
        private int _next = next;

        internal DuckString Put(ReadOnlySpan<byte> bytes)
        {
            bytes.CopyTo(Take(bytes.Length, out byte* start));
            return DuckString.Of(start, bytes.Length);
        }

        internal (int Offset, int Length) PutBytes(ReadOnlySpan<byte> bytes)
        {
            int offset = _next;
            bytes.CopyTo(Take(bytes.Length, out _));
            return (offset, bytes.Length);
        }

        internal DuckString PutReadable(ReadOnlySpan<byte> bytes)
        {
            byte* start = block.Arena + _next;
            int length = ReadableText.Write(bytes, new Span<byte>(start, ReadableText.MaxLength(bytes.Length)));
            _next += length;
            return DuckString.Of(start, length);
        }

        internal DuckString PutLower(ReadOnlySpan<byte> bytes)
        {
            System.Text.Ascii.ToLower(bytes, Take(bytes.Length, out byte* start), out _);
            return DuckString.Of(start, bytes.Length);
        }

        internal Span<byte> Take(int length, out byte* start)
        {
            start = block.Arena + _next;
            _next += length;
            return new Span<byte>(start, length);
        }
    }
}
