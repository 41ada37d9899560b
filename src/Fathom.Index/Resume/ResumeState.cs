
using System.Globalization;

namespace Fathom.Index;

/// <summary>Where an interrupted scan stands: the frontier of its last commit, and what is stored of directories that were
/// being listed then.</summary>
internal sealed class ResumeState
{
    private readonly Dictionary<long, Pending> _pending = [];
    private readonly List<FoundDirectory> _frontier;
    private readonly ByteList _bytes;

    private ResumeState(List<FoundDirectory> frontier, ByteList bytes) => (_frontier, _bytes) = (frontier, bytes);

    /// <summary>Drops names that are stored already; null if no directory was stored in part.</summary>
    internal IEntryFilter? Filter { get; private set; }

    /// <summary>Reads the frontier, and the stored entries of its directories.</summary>
    /// <param name="onlyDevices">For each root, the device that alone counts; 0 if all do.</param>
    internal static ResumeState Load(Catalog catalog, ScanDatabase database, IndexFolder folder, IReadOnlyList<ulong> onlyDevices)
    {
        ByteList bytes = new();
        ResumeState state = new(catalog.GetPending(bytes), bytes);
        foreach (FoundDirectory directory in state._frontier)
        {
            state._pending.Add(directory.DirId, new Pending { Root = directory.Root, Own = directory.Own });
        }

        List<Part> parts = catalog.GetParts();
        if (state._frontier.Count > 0 && parts.Exists(part => part.Kind == PartKind.Entries))
        {
            using DuckConnection connection = database.Connect();
            connection.AddSource("wanted_ids", [new DuckColumn("id", DuckType.BigInt)], new LongSource(state._pending.Keys));
            state.LoadStored(connection, PartSql.Read(folder, parts, PartKind.Entries), onlyDevices);
        }

        return state;
    }

    /// <summary>The walk comes to a directory: sets what it has by now.</summary>
    /// <returns>False if it was not on the frontier.</returns>
    internal bool TryBegin(long directory, DirectorySums sums)
    {
        if (!_pending.TryGetValue(directory, out Pending? pending))
        {
            return false;
        }

        sums.Own = pending.Own;
        sums.Digest = pending.Digest;
        return true;
    }

    /// <summary>Where the walk of a root goes on; null if nothing of it is left.</summary>
    internal WalkStart? MakeStart(int root, byte[] rootPath, Catalog catalog, ScanDatabase database, IndexFolder folder)
    {
        List<FoundDirectory> frontier = _frontier.FindAll(directory => directory.Root == root);
        if (frontier.Count == 0)
        {
            return null;
        }

        StartTree tree = new(frontier, _bytes, rootPath);
        HashSet<long> parents = tree.UnknownParents();
        List<Part> parts = catalog.GetParts();
        if (parents.Count > 0 && parts.Exists(part => part.Kind == PartKind.Directories))
        {
            AddWay(tree, parents, root, database, PartSql.Read(folder, parts, PartKind.Directories));
        }

        return tree.Build();
    }

    private static void AddWay(StartTree tree, HashSet<long> parents, int root, ScanDatabase database, string directories)
    {
        using DuckConnection connection = database.Connect();
        string ids = string.Create(CultureInfo.InvariantCulture, $"way_ids_{root}");
        connection.AddSource(ids, [new DuckColumn("id", DuckType.BigInt)], new LongSource(parents));
        const string Path = "coalesce(path_raw, encode(path))";
        using (DuckResult paths = connection.Query($"SELECT dir_id, {Path} FROM {directories} WHERE dir_id IN (SELECT id FROM {ids}())"))
        {
            while (paths.Next() is { } chunk)
            {
                for (int row = 0; row < chunk.Count; row++)
                {
                    tree.AddParent(chunk.Long(0, row), chunk.Bytes(1, row));
                }
            }
        }

        using BlobSource source = new(tree.PathsOnTheWay().ToList());
        string wanted = string.Create(CultureInfo.InvariantCulture, $"way_paths_{root}");
        connection.AddSource(wanted, [new DuckColumn("path", DuckType.Blob)], source);
        using DuckResult ordinals = connection.Query($"SELECT {Path}, ordinal FROM {directories} WHERE {Path} IN (SELECT path FROM {wanted}())");
        while (ordinals.Next() is { } chunk)
        {
            for (int row = 0; row < chunk.Count; row++)
            {
                tree.SetOrdinal(chunk.Bytes(0, row), chunk.Long(1, row));
            }
        }
    }

    private void LoadStored(DuckConnection connection, string parts, IReadOnlyList<ulong> onlyDevices)
    {
        KnownNames names = new();
        using DuckResult result = connection.Query(
            "SELECT dir_id, coalesce(name_raw, encode(name)), type, coalesce(target_raw, encode(target)), "
            + "subdir_id IS NOT NULL, size IS NOT NULL, coalesce(size, 0), coalesce(allocated, 0), coalesce(nlink, 0), coalesce(mtime, make_timestamp_ns(0)), "
            + "coalesce(mode, 0), coalesce(uid, 0), coalesce(gid, 0), coalesce(device, 0) "
            + $"FROM {parts} WHERE dir_id IN (SELECT id FROM wanted_ids())");
        while (result.Next() is { } chunk)
        {
            for (int row = 0; row < chunk.Count; row++)
            {
                Pending pending = _pending[chunk.Long(0, row)];
                names.Add(chunk.Long(0, row), chunk.Bytes(1, row));
                AddStored(pending, chunk, row, onlyDevices[pending.Root]);
            }
        }

        Filter = names.IsEmpty ? null : names;
    }

    private static void AddStored(Pending pending, DuckChunk chunk, int row, ulong onlyDevice)
    {
        EntryFacts entry = new()
        {
            Kind = EntryType.Parse(chunk.Bytes(2, row)),
            IsListed = chunk.Column<byte>(4)[row] != 0,
            HasAttributes = chunk.Column<byte>(5)[row] != 0,
            Size = chunk.Long(6, row),
            Allocated = chunk.Long(7, row),
            Links = (uint)chunk.Long(8, row),
            Mtime = chunk.Long(9, row),
            Mode = (uint)chunk.Long(10, row),
            Uid = (uint)chunk.Long(11, row),
            Gid = (uint)chunk.Long(12, row),
            Device = (ulong)chunk.Long(13, row),
        };
        pending.Digest += entry.Digest(chunk.Bytes(1, row), chunk.Bytes(3, row));
        entry.AddTo(ref pending.Own, onlyDevice);
    }

    private sealed class Pending
    {
        internal int Root;
        internal Rollup Own;
        internal UInt128 Digest;
    }
}
