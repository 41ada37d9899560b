using System.Diagnostics;

namespace Fathom.Index;

/// <summary>What is committed at once: a run of the log, spread over one part for each writer.</summary>
internal sealed class Epoch
{
    private readonly long _started = Stopwatch.GetTimestamp();
    private readonly int _writers;
    private readonly Lock _lock = new();
    private int _running;
    private long _directories;
    private long _pathBytes;
    private RowBlock? _lastBlock;
    private bool _endsAtLast;

    internal Epoch(int writers)
    {
        _writers = writers;
        _running = writers;
    }

    /// <summary>Nothing follows. Set under the lock of the log.</summary>
    internal bool IsLast { get; set; }

    /// <summary>What follows; set before any writer is told that this one has ended.</summary>
    internal Epoch? Next { get; private set; }

    /// <summary>Entries taken. Under the lock of the log.</summary>
    internal long Rows { get; private set; }

    internal TimeSpan Age => Stopwatch.GetElapsedTime(_started);

    /// <summary>Finished parts of entries, not yet committed.</summary>
    internal List<Part> Parts { get; } = [];

    /// <summary>Directories whose listing ended, with their paths.</summary>
    internal List<DirectoryRecord> Directories { get; } = [];

    internal ByteList Paths { get; private set; } = new();

    /// <summary>Directories that were found and are to be listed.</summary>
    internal List<FoundDirectory> Found { get; } = [];

    internal ByteList FoundBytes { get; private set; } = new();

    internal List<WalkError> Errors { get; } = [];

    /// <summary>Nodes with several links; of the first epoch alone, which may be the only one.</summary>
    internal HeldLinks? Links { get; init; }

    /// <summary>Roots whose own entry is among the rows.</summary>
    internal List<(int Number, ulong Device)> Roots { get; } = [];

    internal EntryCounts Counts;

    internal bool IsEmpty => Parts.Count == 0 && Directories.Count == 0 && Errors.Count == 0;

    internal bool IsFull(EpochLimits limits) =>
        (_endsAtLast && _lastBlock is null)
        || Rows >= limits.Rows || _directories >= EpochLimits.MaxDirectories || _pathBytes >= EpochLimits.MaxPathBytes;

    internal Epoch StartNext() => Next = new Epoch(_writers);

    /// <summary>The time is up: it ends with the last of the blocks that wait, or now.</summary>
    internal void EndsAfter(Queue<RowBlock> waiting)
    {
        _endsAtLast = true;
        foreach (RowBlock block in waiting)
        {
            _lastBlock = block;
        }
    }

    internal void CountTaken(RowBlock block)
    {
        Rows += block.Rows;
        _directories += block.Directories.Count;
        _pathBytes += block.Paths.Length;
        if (block == _lastBlock)
        {
            _lastBlock = null;
        }
    }

    /// <summary>Keeps what the catalog has to know of a block; its rows go to a part.</summary>
    internal void Collect(RowBlock block)
    {
        lock (_lock)
        {
            Counts.Add(block.Counts);
            Errors.AddRange(block.Errors);
            if (block.HasRootEntry)
            {
                Roots.Add((block.Root, block.RootDevice));
            }

            foreach (DirectoryRecord record in block.Directories)
            {
                Directories.Add(record with { PathOffset = Paths.Append(block.Paths.Span(record.PathOffset, record.PathLength)) });
            }

            CollectFound(block);
            Links?.Add(block);
        }
    }

    /// <summary>A writer has finished its part.</summary>
    /// <param name="part">Null if it got no rows.</param>
    /// <returns>It was the last: the epoch can be committed.</returns>
    internal bool Finish(Part? part)
    {
        lock (_lock)
        {
            if (part is not null)
            {
                Parts.Add(part);
            }

            _running--;
            return _running == 0;
        }
    }

    /// <summary>It is committed: what it held is on the disk.</summary>
    internal void Clear()
    {
        Parts.Clear();
        Directories.Clear();
        Directories.TrimExcess();
        Found.Clear();
        Found.TrimExcess();
        Errors.Clear();
        Links?.Clear();
        (Paths, FoundBytes) = (new ByteList(), new ByteList());
    }

    private unsafe void CollectFound(RowBlock block)
    {
        if (!block.HasValid[(int)EntryColumn.SubdirId])
        {
            return;
        }

        ReadOnlySpan<byte> isFound = new(block.Valid(EntryColumn.SubdirId), block.Rows);
        for (int row = 0; row < isFound.Length; row++)
        {
            int next = isFound[row..].IndexOf((byte)1);
            if (next < 0)
            {
                break;
            }

            row += next;
            Found.Add(FoundDirectory.Read(block, row, FoundBytes));
        }
    }
}
