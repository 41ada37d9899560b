namespace Fathom;

/// <summary>Rows of one writer: a batch of entries from many directories, and which directory each is in.</summary>
internal sealed class ListingSegment
{
    /// <summary>Rows of a segment, a power of two.</summary>
    internal const int Size = 1 << Shift;

    internal const int Shift = 12;

    private const int FirstArena = 2048;
    private int[] _directories = new int[64];

    internal EntryBatch Entries { get; } = new(FirstArena);

    internal bool IsFull => Entries.Count == Size;

    /// <summary>The directory of a row; -1 for the root of the tree.</summary>
    internal int Directory(int index) => _directories[index];

    internal void Add(EntryBatch batch, int index, int directory, StatMask mask)
    {
        int row = Entries.Count;
        if (row == _directories.Length)
        {
            Array.Resize(ref _directories, row * 2);
        }

        _directories[row] = directory;
        Entries.AddCopy(batch, index, mask);
    }
}
