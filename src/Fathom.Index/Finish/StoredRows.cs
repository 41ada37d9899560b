namespace Fathom.Index;

/// <summary>Directories out of parts, as DuckDB sorts them.</summary>
internal sealed class StoredRows(DuckResult result) : DirectoryRows
{
    private DuckChunk? _chunk;
    private int _row;

    /// <inheritdoc/>
    internal override ReadOnlySpan<byte> Key => _chunk!.Bytes(4, _row);

    /// <summary>Says what is read.</summary>
    /// <param name="directories">A table of own numbers.</param>
    /// <param name="links">A table of nodes with several links, summed where they count; null if there are none.</param>
    internal static string Query(string directories, string? links)
    {
        const string Own = "d.dir_id, d.parent_id, d.root, d.depth, d.sort_key, d.digest_low, d.digest_high, ";
        return links is null
            ? $"SELECT {Own} d.own_size, d.own_allocated, d.own_entries, d.own_dirs, d.own_newest FROM {directories} d ORDER BY d.sort_key DESC"
            : $"SELECT {Own} d.own_size + coalesce(l.size, 0)::BIGINT, d.own_allocated + coalesce(l.allocated, 0)::BIGINT, "
                + "d.own_entries + coalesce(l.entries, 0), d.own_dirs, greatest(d.own_newest, coalesce(l.newest, d.own_newest)) "
                + $"FROM {directories} d LEFT JOIN ({links}) l ON l.dir_id = d.dir_id ORDER BY d.sort_key DESC";
    }

    /// <inheritdoc/>
    internal override bool Next()
    {
        _row++;
        if (_chunk is null || _row >= _chunk.Count)
        {
            _row = 0;
            _chunk = result.Next();
            if (_chunk is null)
            {
                return false;
            }
        }

        DirId = _chunk.Long(0, _row);
        ParentId = _chunk.Long(1, _row);
        Root = (int)_chunk.Long(2, _row);
        Depth = (int)_chunk.Long(3, _row);
        Digest = new UInt128((ulong)_chunk.Long(6, _row), (ulong)_chunk.Long(5, _row));
        Own = new Rollup
        {
            Apparent = _chunk.Long(7, _row),
            Allocated = _chunk.Long(8, _row),
            Entries = _chunk.Long(9, _row),
            Directories = _chunk.Long(10, _row),
            NewestMtime = _chunk.Long(11, _row),
        };
        return true;
    }
}
