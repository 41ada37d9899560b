using System.Text;

namespace Fathom.Index;

/// <summary>What differs between two indexes: directories are matched by path, what moved by node, and what digests show to be equal is
/// not looked at.</summary>
/// <remarks>
/// An entry has changed when its type, size (unless it is a directory), mtime, mode, owner, group or link target differ. It has moved
/// when the same node of the same type is gone from one path and new at another, with the same size and mtime; a directory, when its
/// mtime or an entry in it is the same. Nodes are compared only if the two roots are the same node. Not thread-safe.
/// </remarks>
public sealed class IndexComparison : IDisposable
{
    private readonly IndexSession _session;
    private readonly SavedIndex[] _indexes;
    private readonly BasePairs _bases;
    private readonly CancellationTokenRegistration _registration;
    private string? _measure;

    private IndexComparison(IndexSession session, SavedIndex[] indexes, BasePairs bases, CancellationTokenRegistration registration)
    {
        _session = session;
        _indexes = indexes;
        _bases = bases;
        _registration = registration;
    }

    /// <summary>How many entries differ.</summary>
    public ComparisonTotals Totals { get; private set; } = null!;

    private DuckConnection Connection => _session.Connection;

    /// <summary>Compares two indexes.</summary>
    /// <param name="old">Stays the caller's, and open.</param>
    /// <param name="current">The same.</param>
    /// <param name="cancellation">Ends what runs, also later, with an <see cref="OperationCanceledException"/>.</param>
    /// <exception cref="IndexException">A part is missing or damaged, or neither index has the directory that is asked for.</exception>
    public static IndexComparison Open(SavedIndex old, SavedIndex current, ComparisonOptions options, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(old);
        ArgumentNullException.ThrowIfNull(current);
        ArgumentNullException.ThrowIfNull(options);
        IndexSession session = IndexSession.OpenEmpty(options.Session);
        CancellationTokenRegistration registration = cancellation.Register(session.Connection.Interrupt);
        try
        {
            session.Add(old, "old_");
            session.Add(current, "new_");
            BasePairs bases = BasePairs.Match(
                ComparisonBase.Find(session.Connection, old, "old_", options.OldBelow),
                ComparisonBase.Find(session.Connection, current, "new_", options.NewBelow));
            if (bases.Pairs.Count == 0)
            {
                throw new IndexException($"neither '{old.Path}' nor '{current.Path}' has a directory '{Encoding.UTF8.GetString(options.NewBelow)}'");
            }

            new DirectoryMatch(session.Connection, bases).Run();
            new EntryMatch(session.Connection, bases, old.HasDirectoriesOnly || current.HasDirectoriesOnly).Run();
            IndexComparison comparison = new(session, [old, current], bases, registration);
            comparison.Totals = comparison.ReadTotals();
            return comparison;
        }
        catch
        {
            registration.Dispose();
            session.Dispose();
            throw;
        }
    }

    /// <summary>Reads the entries that differ, in the order of their new paths; what was removed, of its old one.</summary>
    /// <param name="only">One kind; null for all.</param>
    /// <param name="limit">Entries at most; 0 for all.</param>
    public void ReadEntries(ChangeKind? only, long limit, EntryChangeReader read)
    {
        ArgumentNullException.ThrowIfNull(read);
        string where = only is null ? string.Empty : FormattableString.Invariant($"WHERE kind = {(int)only}");
        using DuckResult rows = Connection.Query(
            $"""
            SELECT kind, fields, coalesce(new_type, old_type), old_k, old_key, old_name, new_k, new_key, new_name, old_size, new_size
            FROM change {where} ORDER BY coalesce(new_k, old_k), coalesce(new_key, old_key) || CASE WHEN coalesce(new_name, old_name) = '' THEN '' ELSE '/' END
              || coalesce(new_name, old_name){LimitOf(limit)}
            """);
        List<byte> old = [];
        List<byte> current = [];
        while (rows.Next() is { } chunk)
        {
            for (int row = 0; row < chunk.Count; row++)
            {
                ReadPath(chunk, row, 3, old);
                ReadPath(chunk, row, 6, current);
                ReadOnlySpan<byte> type = chunk.Bytes(2, row);
                read(new EntryChange
                {
                    Kind = (ChangeKind)chunk.Long(0, row),
                    Fields = (ChangedFields)chunk.Long(1, row),
                    Type = type.IsEmpty ? 'U' : (char)type[0],
                    OldPath = System.Runtime.InteropServices.CollectionsMarshal.AsSpan(old),
                    NewPath = System.Runtime.InteropServices.CollectionsMarshal.AsSpan(current),
                    OldSize = chunk.IsNull(9, row) ? null : chunk.Long(9, row),
                    NewSize = chunk.IsNull(10, row) ? null : chunk.Long(10, row),
                });
            }
        }
    }

    /// <summary>Reads how directories grew, the largest growth or shrinkage first.</summary>
    /// <exception cref="IndexException">A scan has not ended: there are no totals of directories.</exception>
    public void ReadDirectories(DirectoryGrowthQuery query, DirectoryGrowthReader read)
    {
        ArgumentNullException.ThrowIfNull(query);
        ArgumentNullException.ThrowIfNull(read);
        foreach (SavedIndex index in _indexes)
        {
            if (!index.Summary.IsFinished)
            {
                throw new IndexException($"index '{index.Path}' is not finished and has no totals of directories: "
                    + $"fathom scan --resume -o '{index.Path}' finishes it, and --by entry works without");
            }
        }

        string measure = query.Apparent ? "size" : "allocated";
        if (_measure != measure)
        {
            new GrowthTables(Connection).Build(measure);
            _measure = measure;
        }

        using DuckResult rows = Connection.Query(GrowthSql.Directories(query) + LimitOf(query.Limit));
        List<byte> path = [];
        while (rows.Next() is { } chunk)
        {
            for (int row = 0; row < chunk.Count; row++)
            {
                path.Clear();
                path.AddRange(_bases.Label((int)chunk.Long(0, row)));
                PathKey.Append(path, chunk.Bytes(1, row), default);
                read(new DirectoryGrowth
                {
                    Path = System.Runtime.InteropServices.CollectionsMarshal.AsSpan(path),
                    OldSize = chunk.Long(2, row),
                    NewSize = chunk.Long(3, row),
                    OldAllocated = chunk.Long(4, row),
                    NewAllocated = chunk.Long(5, row),
                    OldEntries = chunk.Long(6, row),
                    NewEntries = chunk.Long(7, row),
                    Growth = chunk.Long(8, row),
                    Added = chunk.Long(9, row),
                    Removed = chunk.Long(10, row),
                    Moved = chunk.Long(11, row),
                });
            }
        }
    }

    /// <summary>How owners or extensions grew, the largest growth or shrinkage first; those that did not are left out.</summary>
    /// <param name="apparent">Counts apparent bytes, not allocated ones.</param>
    /// <param name="limit">Groups at most; 0 for all.</param>
    public IReadOnlyList<GroupGrowth> ReadGroups(GrowthGroup group, bool apparent, long limit)
    {
        using DuckResult rows = Connection.Query(GrowthSql.Groups(group, apparent ? "size" : "allocated", _bases) + LimitOf(limit));
        List<GroupGrowth> found = [];
        while (rows.Next() is { } chunk)
        {
            for (int row = 0; row < chunk.Count; row++)
            {
                found.Add(new GroupGrowth
                {
                    Key = chunk.IsNull(0, row) ? null : Encoding.UTF8.GetString(chunk.Bytes(0, row)),
                    Old = chunk.Long(1, row),
                    New = chunk.Long(2, row),
                    OldEntries = chunk.Long(3, row),
                    NewEntries = chunk.Long(4, row),
                });
            }
        }

        return found;
    }

    /// <summary>Ends the comparison and removes what it kept on the disk.</summary>
    public void Dispose()
    {
        _registration.Dispose();
        _session.Dispose();
    }

    private static string LimitOf(long limit) => limit > 0 ? FormattableString.Invariant($" LIMIT {limit}") : string.Empty;

    private ComparisonTotals ReadTotals()
    {
        using DuckResult rows = Connection.Query(GrowthSql.Totals);
        DuckChunk chunk = rows.Next()!;
        return new ComparisonTotals
        {
            Added = chunk.Long(0, 0),
            AddedBytes = chunk.Long(1, 0),
            Removed = chunk.Long(2, 0),
            RemovedBytes = chunk.Long(3, 0),
            Changed = chunk.Long(4, 0),
            ChangedBytes = chunk.Long(5, 0),
            Moved = chunk.Long(6, 0),
        };
    }

    // Columns: number of the bases, key of the directory, key of the name.
    private void ReadPath(DuckChunk chunk, int row, int column, List<byte> path)
    {
        path.Clear();
        if (!chunk.IsNull(column, row))
        {
            path.AddRange(_bases.Label((int)chunk.Long(column, row)));
            PathKey.Append(path, chunk.Bytes(column + 1, row), chunk.Bytes(column + 2, row));
        }
    }
}
