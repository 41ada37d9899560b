namespace Fathom;

/// <summary>One worker's share of a rollup. Rows of directories are written when they are left, which may be by another
/// worker than the one that entered; the number of the row, given on entering, ties them together.</summary>
internal sealed class RollupWriter(RollupSink sink) : ISinkWriter
{
    private readonly RollupOptions _options = sink.Options;
    private readonly bool _keepsRows = sink.KeepsRows;
    private readonly bool _dedupesAll = sink.Options.FollowLinks && !sink.Options.CountLinks;
    private readonly HashSet<NodeId>? _single = sink.Options.CountLinks ? null : sink.Options.Ledger?.Single;
    private readonly NodeSet? _directories =
        sink.Options.Ledger is { IsShared: true } ledger && !sink.Options.CountLinks ? ledger.Directories : null;

    private readonly ByteArena _names = new();
    private ulong _rootDevice;

    internal Rollup Total = Rollup.Empty;

    /// <summary>Rows of directories with the numbers that they got on entering.</summary>
    internal List<KeyValuePair<int, RollupRow>> Rows { get; } = [];

    internal List<RollupRow> Leaves { get; } = [];

    /// <inheritdoc/>
    public WalkAction Enter(DirectoryNode directory)
    {
        if (_directories is not null && directory.Id.IsKnown && !_directories.Add(directory.Id))
        {
            return WalkAction.Prune;
        }

        Rollup own = Rollup.Empty;
        own.Apparent = directory.OwnSize;
        own.Allocated = directory.OwnAllocated;
        own.NewestMtime = _options.WithTimes ? directory.OwnMtime : long.MinValue;
        own.Entries = 1;
        own.Directories = 1;
        Total.Add(own);
        if (_keepsRows)
        {
            directory.Totals = own;
            directory.Row = directory.Depth <= _options.Depth ? sink.NextRow() : directory.Parent!.Row;
        }

        return WalkAction.Continue;
    }

    /// <inheritdoc/>
    public WalkAction Write(EntryBatch batch)
    {
        if (batch.Directory is null)
        {
            return WriteRoot(batch);
        }

        Rollup sum = Rollup.Empty;
        Sum(batch, ref sum);
        Total.Add(sum);
        if (_keepsRows)
        {
            batch.Directory.Totals.AddAtomic(sum);
        }

        return WalkAction.Continue;
    }

    /// <inheritdoc/>
    public void Listed(DirectoryNode directory)
    {
    }

    /// <inheritdoc/>
    public void Leave(DirectoryNode directory)
    {
        if (!_keepsRows)
        {
            return;
        }

        directory.Parent?.Totals.AddAtomic(directory.Totals);
        if (directory.Depth <= _options.Depth)
        {
            Rows.Add(new(RowOf(directory), MakeRow(RowOf(directory.Parent), directory.Name, EntryKind.Directory, directory.Totals)));
        }
    }

    /// <inheritdoc/>
    public void WriteError(WalkError error)
    {
        // Following links, a loop is one of the nodes met twice that count once.
        if (error.Stage != WalkStage.Loop)
        {
            sink.WriteError(error);
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
    }

    private WalkAction WriteRoot(EntryBatch batch)
    {
        _rootDevice = batch.Devices[0];
        sink.RootKind = batch.Kinds[0];
        if (!batch.Descends(0))
        {
            Rollup sum = Rollup.Empty;
            Sum(batch, ref sum);
            Total.Add(sum);
        }

        return WalkAction.Continue;
    }

    private void Sum(EntryBatch batch, ref Rollup sum)
    {
        ReadOnlySpan<EntryKind> kinds = batch.Kinds;
        ReadOnlySpan<EntryFlags> flags = batch.Flags;
        ReadOnlySpan<long> sizes = batch.Sizes;
        ReadOnlySpan<long> allocated = batch.Allocated;
        ReadOnlySpan<uint> links = batch.Links;
        bool keepsLeaves = _options.KeepEntries && (batch.Directory is null || batch.Directory.Depth < _options.Depth);
        keepsLeaves |= batch.Directory is null;
        bool isPlain = !keepsLeaves && !_dedupesAll && _single is null && !_options.OneFileSystem && batch.ErrorCount == 0
            && !_options.WithTimes && !_options.FollowLinks;
        bool countsLinks = _options.CountLinks;
        long apparentSum = 0, allocatedSum = 0, count = 0;
        for (int i = 0; i < kinds.Length; i++)
        {
            if ((flags[i] & EntryFlags.Descend) != 0)
            {
                continue; // counted on entering
            }

            if (isPlain && (links[i] <= 1 || countsLinks) && kinds[i] != EntryKind.Directory)
            {
                apparentSum += sizes[i];
                allocatedSum += allocated[i];
                count++;
            }
            else
            {
                SumSpecial(batch, i, keepsLeaves, ref sum);
            }
        }

        sum.Apparent += apparentSum;
        sum.Allocated += allocatedSum;
        sum.Entries += count;
    }

    private void SumSpecial(EntryBatch batch, int i, bool keepsLeaves, ref Rollup sum)
    {
        if (batch.Errnos(i) != Errno.None || (_options.OneFileSystem && batch.Devices[i] != RootDevice(batch)))
        {
            return;
        }

        EntryKind kind = batch.Kinds[i];
        if (_options.FollowLinks && kind == EntryKind.Symlink)
        {
            sink.WriteError(new WalkError(WalkStage.Stat, batch.Directory, batch.Name(i), Errno.ENOENT));
            return;
        }

        Rollup own = default;
        own.Apparent = batch.Sizes[i];
        own.Allocated = batch.Allocated[i];
        own.NewestMtime = _options.WithTimes ? batch.Mtimes[i] : long.MinValue;
        own.Entries = 1;
        own.Directories = kind == EntryKind.Directory ? 1 : 0;
        NodeId id = new(batch.Devices[i], batch.Inodes[i]);
        if (!IsCountedHere(batch, i, id, own))
        {
            return;
        }

        sum.Add(own);
        if (keepsLeaves)
        {
            Leaves.Add(MakeRow(RowOf(batch.Directory), batch.Name(i), kind, own));
        }
    }

    // A node that may be met again counts now only when there are no rows; otherwise its first link is found out at the end.
    private bool IsCountedHere(EntryBatch batch, int i, NodeId id, in Rollup own)
    {
        bool isDirectory = batch.Kinds[i] == EntryKind.Directory;
        if (_options.CountLinks)
        {
            return true;
        }

        if (isDirectory)
        {
            return _directories is null || !_directories.Contains(id);
        }

        if (batch.Links[i] <= 1 && !_dedupesAll && (_single is null || !_single.Contains(id)))
        {
            return true;
        }

        if (!_keepsRows)
        {
            return sink.SeenLinks.Add(id);
        }

        if (_options.Ledger?.Files.Contains(id) != true)
        {
            sink.Links.Offer(id, batch, i, own);
        }

        return false;
    }

    // Only the worker that delivered the root saw its device in a batch; the others find it at the top of the tree.
    private ulong RootDevice(EntryBatch batch)
    {
        if (_rootDevice == 0)
        {
            DirectoryNode node = batch.Directory!;
            while (node.Parent is not null)
            {
                node = node.Parent;
            }

            _rootDevice = node.Id.Device;
        }

        return _rootDevice;
    }

    private static int RowOf(DirectoryNode? directory) => directory is null ? -1 : checked((int)directory.Row);

    private RollupRow MakeRow(int parent, ReadOnlySpan<byte> name, EntryKind kind, in Rollup totals) => new()
    {
        Parent = parent,
        Names = _names,
        NameOffset = _names.Append(name),
        NameLength = name.Length,
        Kind = kind,
        Totals = totals,
    };
}
