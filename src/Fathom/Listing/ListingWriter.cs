using System.Runtime.InteropServices;

namespace Fathom;

/// <summary>A worker's share of a <see cref="ListingSink"/>.</summary>
internal sealed class ListingWriter(ListingSink sink) : ISinkWriter
{
    private readonly List<(int Number, ListingDirectory Directory)> _directories = [];
    private readonly List<byte> _names = [];
    private ListingSegment? _segment;

    internal ReadOnlySpan<(int Number, ListingDirectory Directory)> Directories => CollectionsMarshal.AsSpan(_directories);

    internal ReadOnlySpan<byte> Names => CollectionsMarshal.AsSpan(_names);

    internal List<WalkError> Errors { get; } = [];

    public WalkAction Enter(DirectoryNode directory)
    {
        // The frontier orders this write before whoever gets a child or a batch of this directory reads it.
        int number = sink.NextDirectory();
        directory.Row = number;
        int parent = NumberOf(directory.Parent);
        _directories.Add((number, new ListingDirectory(parent, _names.Count, directory.Name.Length)));
        _names.AddRange(directory.Name);
        return WalkAction.Continue;
    }

    public WalkAction Write(EntryBatch batch)
    {
        int directory = NumberOf(batch.Directory);
        for (int i = 0; i < batch.Count; i++)
        {
            if (sink.Keeps(batch, i))
            {
                if (_segment is null || _segment.IsFull)
                {
                    _segment = sink.NextSegment();
                }

                _segment.Add(batch, i, directory, sink.Wanted);
            }
        }

        return WalkAction.Continue;
    }

    public void Listed(DirectoryNode directory)
    {
    }

    public void Leave(DirectoryNode directory)
    {
    }

    public void WriteError(WalkError error) => Errors.Add(error);

    public void Dispose()
    {
    }

    private static int NumberOf(DirectoryNode? directory) => directory is null ? -1 : checked((int)directory.Row);
}
