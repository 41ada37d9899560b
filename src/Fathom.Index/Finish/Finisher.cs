using System.Globalization;

namespace Fathom.Index;

/// <summary>Ends a scan whose frontier is empty: rollups, preorder and digests of all directories, in one part that replaces the
/// others.</summary>
internal sealed class Finisher(Catalog catalog, ScanDatabase database, IndexFolder folder, ScanOptions options)
{
    // Sorting spills to the folder of the index beyond this, so that memory stays flat.
    private const long MemoryLimit = 80L << 20;

    // Bytes of paths that are sorted wherever there is memory: another database would cost more time than the sort.
    private const long SmallSort = 8L << 20;

    // A sort holds a few vectors of keys whatever the limit is.
    private const long KeysInMemory = 8192;

    // Bytes of paths in one row group: chains of thousands of directories have paths of many kilobytes.
    private const long RowGroupPathBytes = 32L << 20;
    private const long MinRowGroup = 2048;

    /// <summary>Writes the rollups and marks the index as finished, or goes on where a scan that was killed here had come.</summary>
    /// <param name="elapsed">What the scan took.</param>
    internal void Run(TimeSpan elapsed)
    {
        List<Part> parts = catalog.GetParts();
        if (!parts.Exists(part => part.Kind == PartKind.Rollups))
        {
            CommitRollups(parts);
        }

        // Whoever reads that the index is finished finds its rollups under their name, also after a power failure.
        folder.Repair(catalog.GetParts());
        folder.SyncNames();
        options.OnStep?.Invoke(ScanStep.RollupsNamed);
        catalog.Commit(() =>
        {
            catalog.Set(CatalogKeys.Finished, DateTime.UtcNow.ToString("yyyy-MM-ddTHH:mm:ssZ", CultureInfo.InvariantCulture));
            catalog.Set(CatalogKeys.Seconds, elapsed.TotalSeconds.ToString("F3", CultureInfo.InvariantCulture));
        });
        catalog.Checkpoint();
        options.OnStep?.Invoke(ScanStep.Finished);
    }

    /// <summary>Writes the rollups of a scan whose directories are all in its last epoch, before that is committed: the part is
    /// committed with the others, and nothing has to be read again but links.</summary>
    /// <param name="setTotals">To be done in the transaction of that commit.</param>
    internal Part WriteHeld(Epoch epoch, out Action setTotals)
    {
        long directories = epoch.Directories.Count;
        HeldRows rows = new(epoch, ReadLinks(epoch));
        Part part = WriteRollups(rows, directories, Math.Max(1, epoch.Paths.Length / directories), out (Rollup Totals, UInt128 Digest) result);
        setTotals = () => SetTotals(result);
        return part;
    }

    private Dictionary<long, Rollup> ReadLinks(Epoch epoch)
    {
        long linked = epoch.Counts.Linked + catalog.GetCounts().Linked;
        if (epoch.Links is { IsWhole: true } held && held.Count == linked)
        {
            return held.Sum();
        }

        Dictionary<long, Rollup> links = [];

        // The parts of this epoch do not have their names yet.
        IEnumerable<string> files = catalog.GetParts().Where(part => part.Kind == PartKind.Entries).Select(part => folder.Of(part.File))
            .Concat(epoch.Parts.Where(part => part.Kind == PartKind.Entries).Select(part => folder.TemporaryOf(part.File)));
        using DuckConnection connection = database.Connect();
        using DuckResult rows = connection.Query(
            "SELECT dir_id, size::BIGINT, allocated::BIGINT, entries, newest FROM (" + LinksQuery(PartSql.Read(files)) + ")");
        while (rows.Next() is { } chunk)
        {
            for (int row = 0; row < chunk.Count; row++)
            {
                links[chunk.Long(0, row)] = new Rollup
                {
                    Apparent = chunk.Long(1, row),
                    Allocated = chunk.Long(2, row),
                    Entries = chunk.Long(3, row),
                    NewestMtime = chunk.Long(4, row),
                };
            }
        }

        return links;
    }

    private void CommitRollups(List<Part> parts)
    {
        long directories = parts.Where(part => part.Kind == PartKind.Directories).Sum(part => part.Rows);
        (Rollup Totals, UInt128 Digest) result = (Rollup.Empty, 0);
        Part? rollups = directories == 0 ? null : WriteRollups(parts, directories, out result);
        AddSingleRoots(parts, ref result);
        options.OnStep?.Invoke(ScanStep.RollupsWritten);
        catalog.Commit(() =>
        {
            catalog.RemoveParts(PartKind.Directories);
            if (rollups is not null)
            {
                catalog.AddPart(rollups);
            }

            SetTotals(result);
        });
        options.OnStep?.Invoke(ScanStep.RollupsCommitted);
    }

    private void SetTotals((Rollup Totals, UInt128 Digest) result)
    {
        catalog.Set(CatalogKeys.Size, result.Totals.Apparent);
        catalog.Set(CatalogKeys.Allocated, result.Totals.Allocated);
        catalog.Set(CatalogKeys.Digest, result.Digest.ToString("x32", CultureInfo.InvariantCulture));
    }

    private Part WriteRollups(List<Part> parts, long directories, out (Rollup Totals, UInt128 Digest) result)
    {
        long pathBytes = Math.Max(1, catalog.GetLong(CatalogKeys.PathBytes) / directories);

        using DuckDatabase? sorter = directories * pathBytes < SmallSort ? null : OpenSorter(pathBytes);
        using DuckConnection reading = sorter is null ? database.Connect() : sorter.Connect();
        string? links = catalog.GetCounts().Linked > 0 ? LinksQuery(PartSql.Read(folder, parts, PartKind.Entries)) : null;
        using DuckResult rows = reading.Query(StoredRows.Query(PartSql.Read(folder, parts, PartKind.Directories), links));
        return WriteRollups(new StoredRows(rows), directories, pathBytes, out result);
    }

    private Part WriteRollups(DirectoryRows rows, long directories, long pathBytes, out (Rollup Totals, UInt128 Digest) result)
    {
        using RollupSource source = new(rows, directories, catalog.GetRoots().ConvertAll(root => root.Path));
        using DuckConnection writing = database.Connect();
        writing.AddSource("rollup_rows", IndexFormat.RollupColumns, source);
        long rowGroup = Math.Clamp(RowGroupPathBytes / pathBytes, MinRowGroup, IndexFormat.RowGroupRows);
        writing.Execute($"COPY (FROM rollup_rows()) TO {SqlText.Literal(folder.TemporaryOf(IndexFormat.RollupPart))} "
            + PartWriter.CopyFormat(options.ParquetV1, rowGroup));
        result = source.Result;
        return new Part(IndexFormat.RollupPart, PartKind.Rollups, directories, folder.SyncPart(IndexFormat.RollupPart));
    }

    // A database of its own for what is large: what is being written could not give way to the sort, nor the sort to it. The part writers
    // have ended, and what they had would stay with the process.
    private DuckDatabase OpenSorter(long pathBytes)
    {
        Interop.TrimMemory();
        return DuckDatabase.Open(new DuckOptions
        {
            Threads = 1,
            MemoryLimitBytes = MemoryLimit + (KeysInMemory * pathBytes),
            TempDirectory = folder.Of(IndexFormat.TemporaryFolder),
        });
    }

    // A node with several links counts once, where a walk in the order of the listings meets it first.
    private static string LinksQuery(string entries) =>
        "SELECT dir_id, sum(size) AS size, sum(allocated) AS allocated, count(*) AS entries, max(epoch_ns(mtime)) AS newest FROM ("
        + "SELECT arg_min(dir_id, link_order) AS dir_id, arg_min(size, link_order) AS size, arg_min(allocated, link_order) AS allocated, "
        + "arg_min(mtime, link_order) AS mtime "
        + $"FROM {entries} WHERE link_order IS NOT NULL GROUP BY device, inode) GROUP BY dir_id";

    // A root that is no directory, or was not entered, has no row among the directories.
    private void AddSingleRoots(List<Part> parts, ref (Rollup Totals, UInt128 Digest) result)
    {
        if (catalog.GetCounts().SingleRoots == 0 || !parts.Exists(part => part.Kind == PartKind.Entries))
        {
            return;
        }

        string entries = PartSql.Read(folder, parts, PartKind.Entries);

        // Another link to it may lie in a root that comes before.
        string counts = catalog.GetCounts().Linked == 0 ? "true" : "link_order IS NULL OR NOT EXISTS ("
            + $"SELECT 1 FROM {entries} o WHERE o.device = e.device AND o.inode = e.inode AND o.link_order < e.link_order)";
        using DuckConnection connection = database.Connect();
        using DuckResult rows = connection.Query(
            "SELECT coalesce(size, 0), coalesce(allocated, 0), type, coalesce(epoch_ns(mtime), 0), coalesce(mode, 0), coalesce(uid, 0), coalesce(gid, 0), "
            + $"coalesce(target_raw, encode(target)), {counts} FROM {entries} e WHERE dir_id = 0 AND subdir_id IS NULL");
        while (rows.Next() is { } chunk)
        {
            for (int row = 0; row < chunk.Count; row++)
            {
                EntryFacts entry = new()
                {
                    Kind = EntryType.Parse(chunk.Bytes(2, row)),
                    HasAttributes = true,
                    Size = chunk.Long(0, row),
                    Allocated = chunk.Long(1, row),
                    Mtime = chunk.Long(3, row),
                    Mode = (uint)chunk.Long(4, row),
                    Uid = (uint)chunk.Long(5, row),
                    Gid = (uint)chunk.Long(6, row),
                };
                if (chunk.Column<byte>(8)[row] != 0)
                {
                    entry.AddTo(ref result.Totals, onlyDevice: 0);
                }

                result.Digest += entry.Digest(default, chunk.IsNull(7, row) ? default : chunk.Bytes(7, row));
            }
        }
    }
}
