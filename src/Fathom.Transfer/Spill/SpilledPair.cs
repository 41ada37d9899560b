namespace Fathom.Transfer;

/// <summary>Both sides of a pair of which one is too large for memory, given part by part, in the order of names.</summary>
internal sealed class SpilledPair : IDisposable
{
    // The steps of one part are in memory at once.
    private const int LargestPart = 4096;

    private readonly SpilledEntries _source;
    private readonly SpilledEntries? _target;
    private readonly HashSet<FileListEntry> _found = [];
    private readonly int _partSize;

    /// <param name="source">This one's to dispose of.</param>
    /// <param name="target">Likewise; null where the target has no such directory.</param>
    /// <param name="isWhole">The source was listed to its end.</param>
    /// <param name="heldNames">Entries of each side that may be in memory, at least 1.</param>
    internal SpilledPair(SpilledEntries source, SpilledEntries? target, bool isWhole, int heldNames)
    {
        (_source, _target, IsWhole) = (source, target, isWhole);
        _partSize = Math.Min(heldNames, LargestPart);
        _source.Begin();
        _target?.Begin();
    }

    /// <summary>The source was listed to its end: what was not found is not there.</summary>
    internal bool IsWhole { get; }

    /// <summary>No name is left.</summary>
    internal bool IsAtEnd => _source.IsAtEnd && _target?.IsAtEnd != false;

    /// <summary>Fills both tables with the next names: those of the one are in the range of those of the other.</summary>
    /// <exception cref="FathomException">The disk is broken.</exception>
    internal void Read(EntryTable source, EntryTable target)
    {
        source.Clear();
        target.Clear();
        while (!IsAtEnd && source.Count < _partSize && target.Count < _partSize)
        {
            int order = _source.IsAtEnd ? 1 : _target?.IsAtEnd != false ? -1 : _source.Current.Name.SequenceCompareTo(_target.Current.Name);
            if (order <= 0)
            {
                Move(_source, source);
            }

            if (order >= 0)
            {
                Move(_target!, target);
            }
        }

        source.EndSorted();
        target.EndSorted();
    }

    /// <summary>Notes which names of a list the part has.</summary>
    internal void Find(FileListEntry files, EntryTable source)
    {
        for (int i = 0; i < source.Count; i++)
        {
            if (files.Find(source.Name(i)) is { } found)
            {
                _found.Add(found);
            }
        }
    }

    /// <summary>A part had the name.</summary>
    internal bool HasFound(FileListEntry entry) => _found.Contains(entry);

    /// <inheritdoc/>
    public void Dispose()
    {
        _source.Dispose();
        _target?.Dispose();
    }

    private static void Move(SpilledEntries from, EntryTable to)
    {
        SpilledRun current = from.Current;
        to.Add(in current.Row, current.Name, current.Handle, current.Target);
        from.MoveNext();
    }
}
