namespace Fathom;

/// <summary>Rows in the order in which they came: number = segment x size + index. Directories are numbered in the order of
/// entering, parents before children.</summary>
internal sealed class ListingRows(ListingSegment[] segments, ListingDirectory[] directories, byte[] directoryNames)
{
    internal ReadOnlySpan<ListingSegment> Segments => segments;

    internal ReadOnlySpan<ListingDirectory> Directories => directories;

    internal EntryBatch Batch(int row) => segments[row >> ListingSegment.Shift].Entries;

    internal int Directory(int row) => segments[row >> ListingSegment.Shift].Directory(IndexOf(row));

    internal ReadOnlySpan<byte> Name(int row) => Batch(row).Name(IndexOf(row));

    internal ReadOnlySpan<byte> DirectoryName(int directory) =>
        directoryNames.AsSpan(directories[directory].NameOffset, directories[directory].NameLength);

    internal int Parent(int directory) => directories[directory].Parent;

    internal static int IndexOf(int row) => row & (ListingSegment.Size - 1);

    internal int Depth(int row)
    {
        int depth = 0;
        for (int directory = Directory(row); directory >= 0; directory = Parent(directory))
        {
            depth++;
        }

        return depth;
    }

    internal int PathLength(int row)
    {
        int length = Name(row).Length;
        for (int directory = Directory(row); directory >= 0; directory = Parent(directory))
        {
            ReadOnlySpan<byte> name = DirectoryName(directory);
            length += name.Length + (name.EndsWith((byte)'/') ? 0 : 1);
        }

        return length;
    }

    // From the end, so that no list of ancestors is needed.
    internal void WritePath(int row, Span<byte> exact)
    {
        int end = exact.Length - Name(row).Length;
        Name(row).CopyTo(exact[end..]);
        for (int directory = Directory(row); directory >= 0; directory = Parent(directory))
        {
            ReadOnlySpan<byte> name = DirectoryName(directory);
            if (!name.EndsWith((byte)'/'))
            {
                exact[--end] = (byte)'/';
            }

            end -= name.Length;
            name.CopyTo(exact[end..]);
        }
    }
}
