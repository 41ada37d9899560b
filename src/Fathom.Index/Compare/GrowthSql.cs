namespace Fathom.Index;

/// <summary>Questions to the tables of a comparison.</summary>
internal static class GrowthSql
{
    internal static string Totals { get; } =
        $"""
        SELECT count(*) FILTER (kind = {(int)ChangeKind.Added}), coalesce(sum(came) FILTER (kind = {(int)ChangeKind.Added}), 0)::BIGINT,
          count(*) FILTER (kind = {(int)ChangeKind.Removed}), coalesce(sum(went) FILTER (kind = {(int)ChangeKind.Removed}), 0)::BIGINT,
          count(*) FILTER (kind = {(int)ChangeKind.Changed}),
          coalesce(sum(came - went) FILTER (kind = {(int)ChangeKind.Changed} AND NOT (old_type = 'd' AND new_type = 'd')), 0)::BIGINT,
          count(*) FILTER (kind = {(int)ChangeKind.Moved})
        FROM (SELECT kind, old_type, new_type, {GrowthTables.Once("new", "new_allocated")} AS came, {GrowthTables.Once("old", "old_allocated")} AS went FROM change c)
        """;

    /// <summary>Directories by growth; the caller adds the limit.</summary>
    internal static string Directories(DirectoryGrowthQuery query)
    {
        string sort = query.Only switch
        {
            ChangeKind.Added => "added",
            ChangeKind.Removed => "removed",
            ChangeKind.Moved => "moved",
            ChangeKind.Changed => "growth - added + removed",
            _ => "growth",
        };
        string what = query.Only is null ? "(growth <> 0 OR moved <> 0 OR grown_entries <> 0 OR added <> 0 OR removed <> 0)" : $"{sort} <> 0";
        string which = query.MaxDepth is { } depth ? FormattableString.Invariant($"depth <= {depth}") : $"NOT EXISTS ({RepeatedBy("r")})";
        return $"SELECT k, key, old_size, new_size, old_allocated, new_allocated, old_entries, new_entries, growth, added, removed, moved "
            + $"FROM growth r WHERE {what} AND {which} ORDER BY abs({sort}) DESC, abs(growth) DESC, abs(moved) DESC, abs(grown_entries) DESC, k, key";
    }

    /// <summary>Owners or extensions by growth; the caller adds the limit.</summary>
    internal static string Groups(GrowthGroup group, string measure, BasePairs bases)
    {
        string old = Side("old", isOld: true, group, measure, bases);
        string current = Side("new", isOld: false, group, measure, bases);
        return $"SELECT coalesce(n.key, o.key), coalesce(o.bytes, 0) AS a, coalesce(n.bytes, 0) AS b, coalesce(o.entries, 0), coalesce(n.entries, 0) "
            + $"FROM ({old}) o FULL JOIN ({current}) n ON o.key IS NOT DISTINCT FROM n.key "
            + "WHERE o.bytes IS DISTINCT FROM n.bytes OR o.entries IS DISTINCT FROM n.entries ORDER BY abs(b - a) DESC, 1";
    }

    private static string RepeatedBy(string row)
    {
        return $"SELECT 1 FROM growth c WHERE (c.new_parent = {row}.new_id OR (c.new_id IS NULL AND c.old_parent = {row}.old_id)) "
            + $"AND {Near("growth")} AND {Near("added")} AND {Near("removed")} AND {Near("moved")} "
            + $"AND ({row}.growth <> 0 OR {row}.moved <> 0 OR c.grown_entries = {row}.grown_entries)";

        string Near(string name) => $"abs({row}.{name} - c.{name}) * 100 <= abs({row}.{name})";
    }

    private static string Side(string side, bool isOld, GrowthGroup group, string measure, BasePairs bases)
    {
        string key = group == GrowthGroup.Owner ? "uid::VARCHAR" : "extension";
        string files = group == GrowthGroup.Owner ? "true" : "type <> 'd'";
        string prefix = $"{side}_";
        bool isWhole = bases.Pairs.TrueForAll(pair => (isOld ? pair.Old : pair.New) is { Depth: 0 });
        string entries = isWhole
            ? $"{prefix}entries"
            : $"(SELECT e.* FROM {prefix}entries e SEMI JOIN ({bases.Directories(prefix, isOld)}) d ON d.dir_id = e.dir_id "
                + $"UNION ALL SELECT * EXCLUDE (pair, k, dir_key, dir_pre, name_key) FROM ({bases.OwnEntries(prefix, isOld)}))";

        // A node with several links counts once: under the least of its extensions, the only attribute that links may differ in.
        return $"SELECT {key} AS key, sum({measure})::BIGINT AS bytes, count(*) AS entries FROM ("
            + $"SELECT uid, extension, {measure} FROM {entries} WHERE {files} AND (type = 'd' OR coalesce(nlink, 1) <= 1) "
            + $"UNION ALL SELECT any_value(uid), min(extension), any_value({measure}) FROM {entries} "
            + $"WHERE type <> 'd' AND nlink > 1 GROUP BY device, inode) GROUP BY key";
    }
}
