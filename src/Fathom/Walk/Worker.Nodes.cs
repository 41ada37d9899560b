using System.Runtime.InteropServices;

namespace Fathom;

/// <content>Directories: which to enter, their nodes, and when a subtree is done.</content>
internal sealed partial class Worker
{
    // Slices handed out and not yet taken, for each worker: enough that a thief takes several at once, few enough that the
    // memory of a directory with a million names stays that of a dozen batches.
    private const int SlicesAhead = 4;

    private void MarkDescents(DirectoryNode directory)
    {
        WalkOptions options = _walk.Options;
        bool isTooDeep = directory.Depth + 1 >= options.MaxDepth;
        if (isTooDeep && !options.FollowLinks)
        {
            return;
        }

        // As bytes: before .NET 10 IndexOf takes no enum.
        ReadOnlySpan<byte> kinds = MemoryMarshal.AsBytes((ReadOnlySpan<EntryKind>)_batch.Kinds);
        int from = 0;
        for (int found; (found = kinds[from..].IndexOf((byte)EntryKind.Directory)) >= 0; from += found + 1)
        {
            int i = from + found;
            if (_batch.Errnos(i) != Errno.None || (options.OneFileSystem && _batch.Devices[i] != _walk.RootDevice))
            {
                continue;
            }

            // Without a followed link no directory is inside itself.
            if (_batch.IsFollowedLink(i) && IsInside(directory, new NodeId(_batch.Devices[i], _batch.Inodes[i])))
            {
                Report(new WalkError(WalkStage.Loop, directory, _batch.Name(i), Errno.ELOOP));
                continue;
            }

            if (!isTooDeep)
            {
                _batch.Flags[i] |= EntryFlags.Descend;
            }
        }
    }

    private static bool IsInside(DirectoryNode directory, NodeId id)
    {
        for (DirectoryNode? node = directory; node is not null; node = node.Parent)
        {
            if (node.Id == id && id.IsKnown)
            {
                return true;
            }
        }

        return false;
    }

    // Last first: the first of the listing is then the newest in the frontier, and the next to be entered.
    private void KeepChildren(DirectoryNode directory)
    {
        ReadOnlySpan<EntryFlags> flags = _batch.Flags;
        int before = _foundCount;
        for (int i = flags.Length - 1; i >= 0; i--)
        {
            if ((flags[i] & EntryFlags.Descend) != 0)
            {
                DirectoryNode child = _nodes.Rent();
                child.Reset(directory, _batch, i);
                if (_foundCount == _found.Length)
                {
                    Array.Resize(ref _found, _found.Length * 2);
                }

                _found[_foundCount++] = new WorkItem(child);
            }
        }

        int added = _foundCount - before;
        if (added > 0)
        {
            Interlocked.Add(ref directory.Openers, added);
            Interlocked.Add(ref directory.Pending, added);
            _share.CountCreated(added);
        }
    }

    // A lone worker keeps the children of a long directory until its end, so that directories are entered in the order of the listing.
    private void PublishChildren(ListStatus status)
    {
        bool isAlone = _frontier.Workers == 1;
        if (_foundCount == 0 || (isAlone && status == ListStatus.More))
        {
            return;
        }

        if (isAlone && _batch.FirstOrdinal > 0)
        {
            // Batches were each reversed; the whole must be.
            _found.AsSpan(0, _foundCount).Sort(static (a, b) => b.Directory.Ordinal.CompareTo(a.Directory.Ordinal));
        }

        int shared = _foundCount;
        if (status != ListStatus.More && _next is null)
        {
            _next = _found[--shared].Directory;
        }

        _frontier.Push(_id, _found.AsSpan(0, shared));
        _found.AsSpan(0, _foundCount).Clear();
        _foundCount = 0;
    }

    // The first answer about a directory shows that it was opened, or cannot be: its parent has one child less to open.
    private void MarkOpened(DirectoryNode directory)
    {
        if (!directory.IsOpened)
        {
            directory.IsOpened = true;
            if (directory.Parent is not null)
            {
                DropOpener(directory.Parent);
            }
        }
    }

    // A directory that is only on the way is opened with its children: when the last one was, its parent has one child less to open.
    private void DropOpener(DirectoryNode directory)
    {
        DirectoryNode? dropped = directory;
        while (dropped is not null && Interlocked.Decrement(ref dropped.Openers) == 0)
        {
            _reader.Release(dropped);
            dropped = dropped.IsOnTheWay ? dropped.Parent : null;
        }
    }

    // For the listing, and for each slice, after the last of its entries was given to the sink.
    private void EndDelivery(DirectoryNode directory, bool isCancelled)
    {
        if (isCancelled)
        {
            directory.IsAbandoned = true;
        }

        // Partner: the increment in PassOn, by the worker that lists. If it finds only its own share left, nobody else comes.
        bool isLast = (!_batch.IsSliceResult && Volatile.Read(ref directory.Undelivered) == 1)
            || Interlocked.Decrement(ref directory.Undelivered) == 0;
        if (isLast && !directory.IsAbandoned)
        {
            _writer.Listed(directory);
        }
    }

    // Up the tree, as far as this was the last of each subtree.
    private void Complete(DirectoryNode? directory)
    {
        while (directory is not null && Interlocked.Decrement(ref directory.Pending) == 0)
        {
            if (directory.IsEntered)
            {
                _writer.Leave(directory);
            }

            directory = Recycle(directory);
        }
    }

    private void Skip(DirectoryNode directory)
    {
        MarkOpened(directory);
        if (directory.IsOfStart)
        {
            // Children may wait that were found by an earlier walk.
            DropOpener(directory);
        }

        Complete(directory);
        _share.CountFinished();
    }

    private DirectoryNode? Recycle(DirectoryNode directory)
    {
        DirectoryNode? parent = directory.Parent;
        _nodes.Return(directory);
        return parent;
    }

    private void ReportEntryErrors(DirectoryNode directory)
    {
        for (int i = 0; _batch.ErrorCount > 0 && i < _batch.Count; i++)
        {
            if (_batch.Errnos(i) != Errno.None)
            {
                Report(new WalkError(WalkStage.Stat, directory, _batch.Name(i), _batch.Errnos(i)));
            }
        }
    }

    private void ReportFailure(ListStatus status, DirectoryNode directory, EntryBatch batch)
    {
        if (status == ListStatus.Failed && !IsCancelled(status, batch))
        {
            Report(new WalkError(batch.ErrorStage, directory, batch.Error));
        }
    }

    private bool IsCancelled(ListStatus status, EntryBatch batch) =>
        status == ListStatus.Failed && batch.Error == Errno.ECANCELED && _walk.IsStopped;

    private void Report(WalkError error)
    {
        Volatile.Write(ref _counters.Errors, _counters.Errors + 1);
        _writer.WriteError(error);
    }

    private void CountDelivered()
    {
        Volatile.Write(ref _counters.Entries, _counters.Entries + _batch.Count);
        _counters.Dropped += _batch.DroppedCount;
        if ((_batch.Filled & StatMask.Allocated) == 0)
        {
            return;
        }

        long bytes = 0;
        foreach (long allocated in _batch.Allocated)
        {
            bytes += allocated;
        }

        Volatile.Write(ref _counters.Bytes, _counters.Bytes + bytes);
    }
}
