namespace Fathom.Index;

/// <summary>The rows that exports read.</summary>
internal sealed class ExportSql
{
    private readonly ComparisonBase? _base;

    private ExportSql(ComparisonBase? root) => _base = root;

    /// <summary>The path of the directory that is exported, raw bytes; null for all.</summary>
    internal byte[]? RootPath => _base?.Path;

    /// <summary>Finds the directory that is exported.</summary>
    /// <exception cref="IndexException">The index does not have it.</exception>
    internal static ExportSql Open(DuckConnection connection, SavedIndex index, byte[] below)
    {
        if (below.Length == 0)
        {
            return new ExportSql(null);
        }

        return ComparisonBase.Find(connection, index, string.Empty, below) is [{ } root]
            ? new ExportSql(root)
            : throw new IndexException($"index '{index.Path}' has no directory '{System.Text.Encoding.UTF8.GetString(below)}'");
    }

    /// <summary>Columns that a file of entries has, in order.</summary>
    internal const string EntryColumns = "path, path_raw, name, name_raw, type, size, allocated, inode, device, nlink, uid, gid, mode, "
        + "mtime, ctime, atime, extension, target, target_raw";

    /// <summary>Entries, each with its path.</summary>
    /// <param name="columns">Of the index, besides <c>path</c> and <c>path_raw</c>.</param>
    internal string Entries(string columns)
    {
        string directory = "coalesce(d.path_raw, encode(d.path))";
        string name = "coalesce(e.name_raw, encode(e.name))";
        string raw = $"CASE WHEN d.path_raw IS NULL AND e.name_raw IS NULL THEN NULL WHEN d.path IS NULL THEN {name} "
            + $"WHEN ends_with(d.path, '/') THEN {directory} || {name} ELSE {directory} || encode('/') || {name} END";
        return $"SELECT {columns} FROM (SELECT e.*, {IndexSession.PathOf("d", "e")} AS path, {raw} AS path_raw, d.path AS dir "
            + $"FROM entries e LEFT JOIN dirs d ON d.dir_id = e.dir_id WHERE {EntryCondition})";
    }

    /// <summary>Directories with their totals.</summary>
    internal string Directories(string columns) => $"SELECT {columns} FROM dirs d WHERE {_base?.Condition("d") ?? "true"}";

    /// <summary>Directories and what was not entered, in preorder: kind 0 and 1.</summary>
    internal string Tree(string columns)
    {
        string directories = _base?.Condition("d") ?? "true";
        string single = _base is null ? "UNION ALL SELECT -1, 1, 0, e.* FROM entries e WHERE e.dir_id = 0 AND e.subdir_id IS NULL" : string.Empty;
        return $"SELECT {columns} FROM (SELECT d.pre, 0 AS kind, d.depth, e.* FROM dirs d JOIN entries e ON e.subdir_id = d.dir_id WHERE {directories} "
            + $"UNION ALL SELECT d.pre, 1 AS kind, d.depth + 1, e.* FROM dirs d JOIN entries e ON e.dir_id = d.dir_id AND e.subdir_id IS NULL WHERE {directories} "
            + $"{single}) ORDER BY pre, kind, name, name_raw";
    }

    private string EntryCondition => _base is null ? "true" : $"(({_base.Condition("d")}) OR ({_base.OwnEntry("e")}))";
}
