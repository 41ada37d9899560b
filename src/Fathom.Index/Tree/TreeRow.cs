using System.Buffers.Binary;

namespace Fathom.Index;

// A stored row, of which a run of rows of one directory holds one after the other:
//
//   | flags | kind | name length | target length | subdirectory | inode | one word for each attribute | name | target |
//     1       1      4             4               8              8       8 each, in the order of s_all

/// <summary>Rows of entries as a saved tree keeps them: how they are asked for, packed, and unpacked into a batch.</summary>
internal sealed class TreeRow
{
    /// <summary>Stands for the number of a directory that leads back, or that stands elsewhere too.</summary>
    internal const long Loop = -1;

    private const int FixedLength = 26;
    private const int NameColumn = 4;
    private const byte IsIncomplete = 1;

    private static readonly (StatMask Bit, string Sql)[] s_all =
    [
        (StatMask.Size, "size::BIGINT"),
        (StatMask.Allocated, "allocated::BIGINT"),
        (StatMask.Device, "device::BIGINT"),
        (StatMask.Links, "nlink::BIGINT"),
        (StatMask.Uid, "uid::BIGINT"),
        (StatMask.Gid, "gid::BIGINT"),
        (StatMask.Mode, "mode::BIGINT"),
        (StatMask.Atime, "epoch_ns(atime)::BIGINT"),
        (StatMask.Mtime, "epoch_ns(mtime)::BIGINT"),
        (StatMask.Ctime, "epoch_ns(ctime)::BIGINT"),
    ];

    private readonly (StatMask Bit, string Sql)[] _columns;
    private readonly int _firstAttribute;

    /// <param name="wanted">Attributes; what an index does not hold is left out.</param>
    internal TreeRow(StatMask wanted)
    {
        _columns = Array.FindAll(s_all, column => (wanted & column.Bit) != 0);
        HasTargets = (wanted & StatMask.Target) != 0;
        _firstAttribute = HasTargets ? NameColumn + 4 : NameColumn + 2;
        foreach ((StatMask bit, _) in _columns)
        {
            Attributes |= bit;
        }
    }

    /// <summary>Attributes that the rows hold, targets apart.</summary>
    internal StatMask Attributes { get; }

    /// <summary>The entry has not all of <see cref="Attributes"/>.</summary>
    internal static bool LacksAttributes(ReadOnlySpan<byte> row) => row[0] == IsIncomplete;

    internal static EntryKind KindOf(ReadOnlySpan<byte> row) => (EntryKind)row[1];

    /// <summary>The number as a directory; 0 if it was not entered.</summary>
    internal static long NumberOf(ReadOnlySpan<byte> row) => BinaryPrimitives.ReadInt64LittleEndian(row[10..]);

    internal static ulong InodeOf(ReadOnlySpan<byte> row) => BinaryPrimitives.ReadUInt64LittleEndian(row[18..]);

    /// <summary>Whether a file can have this name: another one would lead out of its directory.</summary>
    internal static bool IsName(ReadOnlySpan<byte> name) => EntryName.Check(name) == Errno.None;

    internal ReadOnlySpan<byte> NameOf(ReadOnlySpan<byte> row) =>
        row.Slice(FixedLength + (8 * _columns.Length), BinaryPrimitives.ReadInt32LittleEndian(row[2..]));

    internal ReadOnlySpan<byte> TargetOf(ReadOnlySpan<byte> row) =>
        row.Slice(FixedLength + (8 * _columns.Length) + BinaryPrimitives.ReadInt32LittleEndian(row[2..]), BinaryPrimitives.ReadInt32LittleEndian(row[6..]));

    /// <summary>Bytes of the first of some rows.</summary>
    internal int LengthOf(ReadOnlySpan<byte> rows) => FixedLength + (8 * _columns.Length)
        + BinaryPrimitives.ReadInt32LittleEndian(rows[2..]) + BinaryPrimitives.ReadInt32LittleEndian(rows[6..]);

    /// <summary>One attribute of a row; 0 if the rows do not hold it.</summary>
    internal long ValueOf(ReadOnlySpan<byte> row, StatMask bit)
    {
        int column = Array.FindIndex(_columns, column => column.Bit == bit);
        return column < 0 ? 0 : BinaryPrimitives.ReadInt64LittleEndian(row[(FixedLength + (8 * column))..]);
    }

    private bool HasTargets { get; }

    private StatMask Filled => StatMask.Kind | StatMask.Inode | Attributes | (HasTargets ? StatMask.Target : StatMask.None);

    /// <summary>Columns of the query whose rows <see cref="Append"/> takes, the number of the directory first.</summary>
    internal string Select =>
        "dir_id::BIGINT, coalesce(subdir_id, 0)::BIGINT, coalesce(inode, 0)::BIGINT, type::VARCHAR, name::VARCHAR, name_raw::BLOB"
        + (HasTargets ? ", target::VARCHAR, target_raw::BLOB" : string.Empty)
        + string.Concat(_columns.Select(static column => ", " + column.Sql));

    /// <summary>Which attributes a row has; for the root, which tells what the index holds.</summary>
    internal StatMask Known(DuckChunk chunk, int row)
    {
        StatMask known = StatMask.None;
        for (int i = 0; i < _columns.Length; i++)
        {
            known |= chunk.IsNull(_firstAttribute + i, row) ? StatMask.None : _columns[i].Bit;
        }

        return known;
    }

    /// <summary>Packs one row.</summary>
    /// <param name="subdirectory">Its number as a directory; 0 if it was not entered.</param>
    internal void Append(DuckChunk chunk, int row, long subdirectory, ByteList to)
    {
        ReadOnlySpan<byte> name = Exact(chunk, NameColumn, row);
        ReadOnlySpan<byte> target = HasTargets ? Exact(chunk, NameColumn + 2, row) : default;
        Span<byte> packed = to.Add(FixedLength + (8 * _columns.Length) + name.Length + target.Length);
        packed[0] = 0;
        packed[1] = (byte)EntryType.Parse(chunk.Bytes(3, row));
        BinaryPrimitives.WriteInt32LittleEndian(packed[2..], name.Length);
        BinaryPrimitives.WriteInt32LittleEndian(packed[6..], target.Length);
        BinaryPrimitives.WriteInt64LittleEndian(packed[10..], subdirectory);
        BinaryPrimitives.WriteInt64LittleEndian(packed[18..], chunk.Column<long>(2)[row]);
        for (int i = 0; i < _columns.Length; i++)
        {
            bool isNull = chunk.IsNull(_firstAttribute + i, row);
            packed[0] |= isNull ? IsIncomplete : (byte)0;
            long value = isNull ? 0 : chunk.Column<long>(_firstAttribute + i)[row];
            BinaryPrimitives.WriteInt64LittleEndian(packed[(FixedLength + (8 * i))..], value);
        }

        Span<byte> texts = packed[(FixedLength + (8 * _columns.Length))..];
        name.CopyTo(texts);
        target.CopyTo(texts[name.Length..]);
    }

    /// <summary>The bytes of a text and the column after it, which has them where the text is not exact.</summary>
    internal static ReadOnlySpan<byte> Exact(DuckChunk chunk, int column, int row) =>
        chunk.Bytes(chunk.IsNull(column + 1, row) ? column : column + 1, row);

    /// <summary>Unpacks rows.</summary>
    /// <param name="rows">A whole number of rows.</param>
    /// <param name="batch">Gets the entries; an entry that lacks an attribute gets <see cref="Errno.ENODATA"/>.</param>
    /// <returns>Rows left out, because no file can have such a name: it would lead out of its directory.</returns>
    internal int Read(ReadOnlySpan<byte> rows, EntryBatch batch)
    {
        int refused = 0;
        int texts = FixedLength + (8 * _columns.Length);
        while (!rows.IsEmpty)
        {
            int nameLength = BinaryPrimitives.ReadInt32LittleEndian(rows[2..]);
            int targetLength = BinaryPrimitives.ReadInt32LittleEndian(rows[6..]);
            ReadOnlySpan<byte> name = rows.Slice(texts, nameLength);
            if (IsName(name))
            {
                Read(rows[..texts], name, rows.Slice(texts + nameLength, targetLength), batch);
            }
            else
            {
                refused++;
            }

            rows = rows[(texts + nameLength + targetLength)..];
        }

        batch.Filled = Filled;
        return refused;
    }

    /// <summary>Unpacks one row, under another name.</summary>
    internal void ReadRoot(ReadOnlySpan<byte> row, ReadOnlySpan<byte> name, EntryBatch batch)
    {
        int texts = FixedLength + (8 * _columns.Length);
        Read(row[..texts], name, row[(texts + BinaryPrimitives.ReadInt32LittleEndian(row[2..]))..], batch);
        batch.Filled = Filled;
    }

    private void Read(ReadOnlySpan<byte> row, ReadOnlySpan<byte> name, ReadOnlySpan<byte> target, EntryBatch batch)
    {
        EntryKind kind = (EntryKind)row[1];
        int index = batch.AddName(name, kind, BinaryPrimitives.ReadUInt64LittleEndian(row[18..]));
        batch.Prepare(Attributes);
        for (int i = 0; i < _columns.Length; i++)
        {
            Store(batch, index, _columns[i].Bit, kind, BinaryPrimitives.ReadInt64LittleEndian(row[(FixedLength + (8 * i))..]));
        }

        if (row[0] == IsIncomplete)
        {
            batch.SetErrno(index, Errno.ENODATA);
        }

        if (!target.IsEmpty)
        {
            batch.SetTarget(index, target);
        }

        if (BinaryPrimitives.ReadInt64LittleEndian(row[10..]) != 0)
        {
            batch.SetHandle(index, new NodeHandle(row.Slice(10, sizeof(long))));
        }
    }

    private static void Store(EntryBatch batch, int index, StatMask bit, EntryKind kind, long value)
    {
        switch (bit)
        {
            case StatMask.Size: batch.Sizes[index] = value; break;
            case StatMask.Allocated: batch.Allocated[index] = value; break;
            case StatMask.Device: batch.Devices[index] = (ulong)value; break;
            case StatMask.Links: batch.Links[index] = (uint)value; break;
            case StatMask.Uid: batch.Uids[index] = (uint)value; break;
            case StatMask.Gid: batch.Gids[index] = (uint)value; break;

            // The values of d_type are those of S_IFMT, twelve bits lower.
            case StatMask.Mode: batch.Modes[index] = (uint)(value & 0xfff) | ((uint)kind << 12); break;
            case StatMask.Atime: batch.Atimes[index] = value; break;
            case StatMask.Mtime: batch.Mtimes[index] = value; break;
            default: batch.Ctimes[index] = value; break;
        }
    }
}
