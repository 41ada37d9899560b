using System.Runtime.Intrinsics;

namespace Fathom.Index;

/// <summary>Hands the blocks of one epoch to DuckDB as rows of a table function.</summary>
internal sealed unsafe class EntrySource(RowLog log) : IVectorSource
{
    private Epoch? _epoch;
    private RowBlock? _block;
    private int _row;

    /// <summary>Rows handed over since <see cref="Begin"/>.</summary>
    internal long Rows { get; private set; }

    /// <summary>Turns to an epoch.</summary>
    /// <returns>False if it has no rows for this writer.</returns>
    internal bool Begin(Epoch epoch)
    {
        _epoch = epoch;
        Rows = 0;
        return TakeBlock();
    }

    /// <inheritdoc/>
    public int Fill(in VectorWriter output)
    {
        // Strings of the block before were DuckDB's until now.
        if (_block is not null && _row == _block.Rows && !TakeBlock())
        {
            return 0;
        }

        if (_block is null)
        {
            return 0;
        }

        int count = Math.Min(output.Capacity, _block.Rows - _row);
        for (int column = 0; column < IndexFormat.EntryColumns.Length; column++)
        {
            Copy((EntryColumn)column, count, in output);
        }

        _row += count;
        Rows += count;
        return count;
    }

    /// <summary>Gives back what it holds, after a failure.</summary>
    internal void Abandon()
    {
        if (_block is not null)
        {
            log.Return(_block);
            _block = null;
        }
    }

    // Blocks may hold directories or errors alone.
    private bool TakeBlock()
    {
        do
        {
            Abandon();
            _row = 0;
            _block = log.Take(_epoch!);
            if (_block is null)
            {
                return false;
            }

            _epoch!.Collect(_block);
        }
        while (_block.Rows == 0);

        return true;
    }

    private void Copy(EntryColumn column, int count, in VectorWriter output)
    {
        RowBlock block = _block!;
        int index = (int)column;
        int width = RowBlock.WidthOf(column);
        if (block.HasNull[index])
        {
            Span<ulong> validity = output.Validity(index);
            if (!block.HasValid[index])
            {
                validity[..((count + 63) / 64)].Clear();
                return;
            }

            PackBits(block.Valid(column) + _row, count, validity);
        }

        byte* from = block.Data(column) + ((long)_row * width);
        switch (width)
        {
            case sizeof(long):
                new ReadOnlySpan<long>(from, count).CopyTo(output.Column<long>(index));
                break;
            case sizeof(int):
                new ReadOnlySpan<int>(from, count).CopyTo(output.Column<int>(index));
                break;
            default:
                new ReadOnlySpan<DuckString>(from, count).CopyTo(output.Strings(index));
                break;
        }
    }

    /// <summary>Turns one byte a row, 0 or 1, into one bit a row.</summary>
    internal static void PackBits(byte* flags, int count, Span<ulong> bits)
    {
        for (int word = 0; word * 64 < count; word++)
        {
            ulong packed = 0;
            int rows = Math.Min(64, count - (word * 64));
            byte* from = flags + (word * 64);
            int i = 0;
            for (; i + 16 <= rows; i += 16)
            {
                Vector128<byte> isNull = Vector128.Equals(Vector128.Load(from + i), Vector128<byte>.Zero);
                packed |= (ulong)(ushort)~isNull.ExtractMostSignificantBits() << i;
            }

            for (; i < rows; i++)
            {
                packed |= (ulong)from[i] << i;
            }

            bits[word] = packed;
        }
    }
}
