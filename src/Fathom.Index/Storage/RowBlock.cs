using System.Runtime.InteropServices;

namespace Fathom.Index;

// Rows of entries in the layout of DuckDB's vectors, in native memory so that strings can be handed over by pointer:
//
//   column 0   [ Capacity x 8 bytes  ]      valid 0   [ Capacity x 1 byte ]
//   column 1   [ Capacity x 16 bytes ] ──▶  arena     [ bytes of strings longer than 12 ]
//
// Workers reserve ranges of rows and fill them at the same time; one byte for each row's validity, because bits of neighbouring
// ranges would share a word.

/// <summary>Rows on their way from the walk to a part, with the directories that ended and the errors that came among them.</summary>
internal sealed unsafe class RowBlock : IDisposable
{
    /// <summary>Rows of a block: four of DuckDB's vectors.</summary>
    internal const int Capacity = 8192;

    /// <summary>Bytes of strings that a block holds, and so at most one reservation.</summary>
    internal const int ArenaSize = 1 << 20;

    private const nuint LargePage = 2 << 20;

    private static readonly int[] s_widths = Array.ConvertAll(IndexFormat.EntryColumns, column => WidthOf(column.Type));

    private readonly byte*[] _data = new byte*[s_widths.Length];
    private readonly byte*[] _valid = new byte*[s_widths.Length];
    private byte* _memory;

    internal RowBlock()
    {
        nuint size = ArenaSize;
        foreach (int width in s_widths)
        {
            size += (nuint)((width + 1) * Capacity);
        }

        // In large pages where the system has them: a fault for each of 700 small ones would cost as much as filling them.
        _memory = (byte*)NativeMemory.AlignedAlloc((size + LargePage - 1) / LargePage * LargePage, LargePage);
        Interop.AdviseLargePages(_memory, size);
        byte* next = _memory;
        for (int i = 0; i < s_widths.Length; i++)
        {
            _data[i] = next;
            next += s_widths[i] * Capacity;
        }

        for (int i = 0; i < s_widths.Length; i++)
        {
            _valid[i] = next;
            next += Capacity;
        }

        Arena = next;
    }

    /// <summary>Rows reserved.</summary>
    internal int Rows { get; set; }

    /// <summary>Bytes of the arena that are reserved.</summary>
    internal int Used { get; set; }

    /// <summary>Ranges that are reserved and not filled yet. Under the lock of the log.</summary>
    internal int Outstanding { get; set; }

    /// <summary>Where strings stand.</summary>
    internal byte* Arena { get; }

    /// <summary>What was walked.</summary>
    internal EntryCounts Counts;

    /// <summary>Directories whose listing ended.</summary>
    internal List<DirectoryRecord> Directories { get; } = [];

    /// <summary>Their paths.</summary>
    internal ByteList Paths { get; } = new();

    /// <summary>Directories and entries that could not be read.</summary>
    internal List<WalkError> Errors { get; } = [];

    /// <summary>Which root the rows are of.</summary>
    internal int Root { get; set; }

    /// <summary>The entry of the root itself is among the rows.</summary>
    internal bool HasRootEntry { get; set; }

    /// <summary>The device of that root; 0 if the tree does not tell.</summary>
    internal ulong RootDevice { get; set; }

    /// <summary>Handles of the directories among the rows; in trees that have handles.</summary>
    internal (int Offset, int Length)[] Handles { get; } = new (int, int)[Capacity];

    /// <summary>Their positions in the listings that they come from.</summary>
    internal long[] Ordinals { get; } = new long[Capacity];

    /// <summary>For each column, whether some row of it is valid, and whether some row is not.</summary>
    internal bool[] HasValid { get; } = new bool[s_widths.Length];

    internal bool[] HasNull { get; } = new bool[s_widths.Length];

    internal bool IsEmpty => Rows == 0 && Directories.Count == 0 && Errors.Count == 0;

    internal static int WidthOf(EntryColumn column) => s_widths[(int)column];

    internal byte* Data(EntryColumn column) => _data[(int)column];

    internal byte* Valid(EntryColumn column) => _valid[(int)column];

    internal Span<T> Column<T>(EntryColumn column, int row, int count)
        where T : unmanaged => new((T*)_data[(int)column] + row, count);

    /// <summary>Says of a whole range of a column whether it holds values.</summary>
    internal void SetValid(EntryColumn column, int row, int count, bool isValid)
    {
        new Span<byte>(_valid[(int)column] + row, count).Fill(isValid ? (byte)1 : (byte)0);
        (isValid ? HasValid : HasNull)[(int)column] = true;
    }

    /// <summary>Says of one row of a column that it holds a value.</summary>
    internal void MarkValid(EntryColumn column, int row)
    {
        _valid[(int)column][row] = 1;
        HasValid[(int)column] = true;
    }

    /// <summary>Says of one row of a column that it holds none.</summary>
    internal void MarkNull(EntryColumn column, int row)
    {
        _valid[(int)column][row] = 0;
        HasNull[(int)column] = true;
    }

    internal bool IsValid(EntryColumn column, int row) => _valid[(int)column][row] != 0;

    internal void Clear()
    {
        Rows = 0;
        Used = 0;
        Counts = default;
        Directories.Clear();
        Paths.Clear();
        Errors.Clear();
        HasRootEntry = false;
        Array.Clear(HasValid);
        Array.Clear(HasNull);
    }

    public void Dispose()
    {
        NativeMemory.AlignedFree(_memory);
        _memory = null;
    }

    private static int WidthOf(DuckType type) => type switch
    {
        DuckType.Varchar or DuckType.Blob => sizeof(DuckString),
        DuckType.Integer => sizeof(int),
        _ => sizeof(long),
    };
}
