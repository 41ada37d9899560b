using System.Runtime.ExceptionServices;

namespace Fathom.Index;

// Each epoch is one part a writer. Whoever finishes last commits it, in three steps that leave a good index wherever they end:
//
//   1. parts are written as .tmp and fsynced
//   2. one transaction of the catalog: the parts, the frontier, errors, totals
//   3. parts get their names; a resumed scan does this step again, and deletes what no transaction names
//
// So *.parquet is always a subset of what was committed, and can be read while the scan goes on.

/// <summary>The threads that write parts, and their commits.</summary>
internal sealed class PartWriters
{
    private readonly RowLog _log;
    private readonly ScanDatabase _database;
    private readonly IndexFolder _folder;
    private readonly Catalog _catalog;
    private readonly ScanOptions _options;
    private readonly List<Thread> _threads = [];
    private long _partNumber;

    internal PartWriters(RowLog log, ScanDatabase database, IndexFolder folder, Catalog catalog, ScanOptions options)
    {
        _log = log;
        _database = database;
        _folder = folder;
        _catalog = catalog;
        _options = options;
        _partNumber = catalog.GetLong(CatalogKeys.NextPart, 1) - 1;
    }

    /// <summary>Starts the threads.</summary>
    internal void Start()
    {
        for (int i = 0; i < _options.Writers; i++)
        {
            int number = i;
            Thread thread = new(() => Run(number)) { IsBackground = true, Name = $"part-writer-{i}" };
            _threads.Add(thread);
            thread.Start();
        }
    }

    /// <summary>Waits until all that is in the closed log is committed.</summary>
    internal void Join()
    {
        Wait();
        if (_log.Failure is { } failure)
        {
            ExceptionDispatchInfo.Throw(failure);
        }
    }

    /// <summary>Waits until the threads have ended, however that was.</summary>
    internal void Wait() => _threads.ForEach(thread => thread.Join());

    private void Run(int number)
    {
        try
        {
            using PartWriter writer = new(number, _log, _database, _folder, _options);
            for (Epoch? epoch = _log.FirstEpoch; epoch is not null; epoch = epoch.Next)
            {
                Part? part = writer.WriteEntries(epoch, () => NextPart(IndexFormat.EntriesFolder));
                if (epoch.Finish(part))
                {
                    Commit(epoch, writer);
                }
            }
        }
        catch (Exception failure)
        {
            _log.Fail(failure);
        }
    }

    private string NextPart(string folder) => IndexFolder.PartName(folder, Interlocked.Increment(ref _partNumber));

    private void Commit(Epoch epoch, PartWriter writer)
    {
        if (epoch.IsEmpty)
        {
            return;
        }

        Action? setTotals = null;
        if (HoldsAllDirectories(epoch))
        {
            epoch.Parts.Add(new Finisher(_catalog, _database, _folder, _options).WriteHeld(epoch, out setTotals));
            _options.OnStep?.Invoke(ScanStep.RollupsWritten);
        }
        else if (epoch.Directories.Count > 0)
        {
            epoch.Parts.Add(writer.WriteDirectories(epoch, NextPart(IndexFormat.DirectoriesFolder)));
        }

        _catalog.Commit(() =>
        {
            Record(epoch);
            setTotals?.Invoke();
        });
        _options.OnStep?.Invoke(ScanStep.Committed);
        foreach (Part part in epoch.Parts)
        {
            _folder.Publish(part.File);
            _options.OnStep?.Invoke(ScanStep.PartNamed);
        }

        epoch.Clear();
    }

    // A scan of some hundred thousand entries is one epoch: its rollups need no parts to be made of.
    private bool HoldsAllDirectories(Epoch epoch)
    {
        if (!epoch.IsLast || !_log.IsWhole || epoch.Directories.Count == 0 || epoch.Directories.Count != epoch.Found.Count
            || epoch.Counts.SingleRoots + _catalog.GetCounts().SingleRoots > 0)
        {
            return false;
        }

        return _catalog.CountPending() == 0 && !_catalog.GetParts().Exists(part => part.Kind != PartKind.Entries);
    }

    private void Record(Epoch epoch)
    {
        foreach (Part part in epoch.Parts)
        {
            _catalog.AddPart(part);
        }

        // Found and listed between two commits, as nearly all directories are: the catalog never hears of them.
        HashSet<long> listed = new(epoch.Directories.Count);
        foreach (DirectoryRecord record in epoch.Directories)
        {
            listed.Add(record.DirId);
        }

        List<FoundDirectory> found = [];
        long next = _catalog.GetLong(CatalogKeys.NextDirectory, 1);
        foreach (FoundDirectory directory in epoch.Found)
        {
            next = Math.Max(next, directory.DirId + 1);
            if (!listed.Remove(directory.DirId))
            {
                found.Add(directory);
            }
        }

        _catalog.ChangePending(listed, found, epoch.FoundBytes);
        _catalog.AddErrors(epoch.Errors);
        epoch.Roots.ForEach(root => _catalog.MarkBegun(root.Number, root.Device));
        _catalog.Set(CatalogKeys.NextDirectory, next);
        _catalog.Set(CatalogKeys.NextPart, Interlocked.Read(ref _partNumber) + 1);
        _catalog.AddCounts(epoch.Counts);
        long pathBytes = 0;
        foreach (DirectoryRecord record in epoch.Directories)
        {
            pathBytes += record.PathLength;
        }

        _catalog.Set(CatalogKeys.PathBytes, _catalog.GetLong(CatalogKeys.PathBytes) + pathBytes);
    }
}
