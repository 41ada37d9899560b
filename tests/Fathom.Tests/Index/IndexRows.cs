using System.Globalization;
using System.Text;
using Fathom.Index;

namespace Fathom.Tests.Index;

/// <summary>Reads indexes back through DuckDB, as any other program would.</summary>
internal static class IndexRows
{
    /// <summary>All columns of all entries but the order of links and numbers of directories, one line an entry, sorted.</summary>
    internal static List<string> Entries(string index) => Lines(
        index,
        "SELECT coalesce(d.path_raw, encode(d.path)), coalesce(e.name_raw, encode(e.name)), coalesce(e.target_raw, encode(e.target)), "
        + "concat_ws('|', e.type, e.size, e.allocated, e.inode, e.device, e.nlink, e.uid, e.gid, e.mode, epoch_ns(e.mtime), epoch_ns(e.ctime), "
        + "coalesce(e.extension, '-'), e.subdir_id IS NULL, e.link_order IS NULL)::BLOB "
        + $"FROM read_parquet('{index}/entries/*.parquet') e LEFT JOIN read_parquet('{index}/dirs/all.parquet') d ON d.dir_id = e.dir_id",
        columns: 4);

    /// <summary>All directories with their totals, one line each, in the order of the file.</summary>
    internal static List<string> Directories(string index) => Lines(
        index,
        "SELECT coalesce(d.path_raw, encode(d.path)), coalesce(d.name_raw, encode(d.name)), coalesce(p.path_raw, encode(p.path)), "
        + "concat_ws('|', d.root, d.depth, d.pre, d.pre_end, d.own_size, d.own_allocated, d.own_entries, d.own_dirs, d.size, d.allocated, d.entries, d.dirs, "
        + "epoch_ns(d.newest), hex(d.own_digest), hex(d.digest))::BLOB "
        + $"FROM read_parquet('{index}/dirs/all.parquet') d LEFT JOIN read_parquet('{index}/dirs/all.parquet') p ON p.dir_id = d.parent_id",
        columns: 4);

    /// <summary>Paths of all entries, bytes as Latin-1 text; of an index that has ended or not.</summary>
    internal static List<string> Paths(string index) => Lines(
        index,
        "SELECT coalesce(d.path_raw, encode(d.path)) || encode('/') || coalesce(e.name_raw, encode(e.name)) "
        + $"FROM read_parquet('{index}/entries/*.parquet') e JOIN read_parquet('{index}/dirs/*.parquet', union_by_name = true) d ON d.dir_id = e.dir_id "
        + $"UNION ALL SELECT coalesce(name_raw, encode(name)) FROM read_parquet('{index}/entries/*.parquet') WHERE dir_id = 0",
        columns: 1);

    /// <summary>One number.</summary>
    internal static long Number(string index, string sql)
    {
        using DuckDatabase database = DuckDatabase.Open(new DuckOptions { Threads = 1 });
        using DuckConnection connection = database.Connect();
        return connection.ScalarLong(sql.Replace("{index}", index, StringComparison.Ordinal)) ?? 0;
    }

    /// <summary>Errors, one line each.</summary>
    internal static List<string> Errors(string index)
    {
        List<string> lines = [];
        using SavedIndex saved = SavedIndex.Open(index);
        saved.ReadErrors(error => lines.Add(
            string.Create(CultureInfo.InvariantCulture, $"{Encoding.Latin1.GetString(error.Path)} {error.Stage} {error.Errno}")));
        return lines;
    }

    /// <summary>What the catalog says of an index.</summary>
    internal static ScanSummary Summary(string index)
    {
        using SavedIndex saved = SavedIndex.Open(index);
        return saved.Summary;
    }

    /// <summary>Rows of a query whose columns are all BLOBs, one line each, as Latin-1 text, sorted.</summary>
    internal static List<string> Lines(string index, string sql, int columns)
    {
        List<string> lines = [];
        if (Directory.GetFiles(Path.Combine(index, "dirs"), "*.parquet").Length == 0)
        {
            // An index of what is no directory has no such file.
            return lines;
        }

        using DuckDatabase database = DuckDatabase.Open(new DuckOptions { Threads = 1 });
        using DuckConnection connection = database.Connect();
        using DuckResult result = connection.Query(sql);
        while (result.Next() is { } chunk)
        {
            for (int row = 0; row < chunk.Count; row++)
            {
                StringBuilder line = new();
                for (int column = 0; column < columns; column++)
                {
                    line.Append(column > 0 ? "\t" : "").Append(chunk.IsNull(column, row) ? "NULL" : Encoding.Latin1.GetString(chunk.Bytes(column, row)));
                }

                lines.Add(line.ToString());
            }
        }

        lines.Sort(StringComparer.Ordinal);
        return lines;
    }
}
