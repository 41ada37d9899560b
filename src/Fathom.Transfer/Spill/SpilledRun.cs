using System.Runtime.InteropServices;

namespace Fathom.Transfer;

/// <summary>Reads entries that were written one after another, sorted by name.</summary>
/// <param name="start">Of the first one in the file; begins a block.</param>
/// <param name="count">Number of entries.</param>
internal sealed class SpilledRun(SpillFile file, long start, int count)
{
    private readonly byte[] _block = new byte[SpillFile.BlockSize];
    private long _next = start / SpillFile.BlockSize;
    private int _at = SpillFile.BlockSize;
    private int _left = count;
    private EntryRow _row;
    private byte[] _bytes = new byte[512];

    /// <summary>The entry; its place in a table means nothing.</summary>
    internal ref readonly EntryRow Row => ref _row;

    /// <summary>Its name; good until the next entry.</summary>
    internal ReadOnlySpan<byte> Name => _bytes.AsSpan(0, _row.NameLength);

    /// <summary>Its handle; good until the next entry.</summary>
    internal ReadOnlySpan<byte> Handle => _bytes.AsSpan(_row.NameLength, _row.HandleLength);

    /// <summary>Its target; good until the next entry.</summary>
    internal ReadOnlySpan<byte> Target => _bytes.AsSpan(_row.NameLength + _row.HandleLength, _row.TargetLength);

    /// <summary>The begin of the name, as a number that has its order.</summary>
    internal ulong Prefix { get; private set; }

    /// <summary>Writes an entry.</summary>
    internal static void Write(SpillFile file, in EntryRow row, ReadOnlySpan<byte> name, ReadOnlySpan<byte> handle, ReadOnlySpan<byte> target)
    {
        file.Append(MemoryMarshal.AsBytes(new ReadOnlySpan<EntryRow>(in row)));
        file.Append(name);
        file.Append(handle);
        file.Append(target);
    }

    /// <summary>Goes to the next entry.</summary>
    /// <returns>False at the end.</returns>
    internal bool MoveNext()
    {
        if (_left == 0)
        {
            return false;
        }

        _left--;
        Take(MemoryMarshal.AsBytes(new Span<EntryRow>(ref _row)));
        int length = _row.NameLength + _row.HandleLength + _row.TargetLength;
        if (_bytes.Length < length)
        {
            _bytes = new byte[length];
        }

        Take(_bytes.AsSpan(0, length));
        Prefix = EntryTable.Prefix(Name);
        return true;
    }

    private void Take(Span<byte> bytes)
    {
        while (!bytes.IsEmpty)
        {
            if (_at == _block.Length)
            {
                file.Read(_next++, _block);
                _at = 0;
            }

            int length = Math.Min(bytes.Length, _block.Length - _at);
            _block.AsSpan(_at, length).CopyTo(bytes);
            bytes = bytes[length..];
            _at += length;
        }
    }
}
