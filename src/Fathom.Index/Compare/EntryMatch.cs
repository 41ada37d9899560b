namespace Fathom.Index;

// The entries of dir_pair, joined by name (delta); what has no counterpart is then joined by node (entry_move). `change` is
// the result, with the ChangeKind as a number:
//
//     delta: both sides ──────────────▶ changed, if anything differs
//            one side ── entry_move ──▶ moved
//                     └───────────────▶ removed or added

/// <summary>Makes the table of entries that differ.</summary>
internal sealed class EntryMatch(DuckConnection connection, BasePairs bases, bool onlyDirectories)
{
    private static readonly string[] s_places = ["pair", "k", "key", "pre", "name"];

    private static readonly string[] s_attributes = ["type", "size", "allocated", "mtime", "mode", "uid", "gid", "device", "inode", "nlink", "subdir_id"];

    internal void Run()
    {
        string differs = $"({Fields("o.", "n.")}) <> 0";
        connection.Execute(
            $"""
            CREATE TABLE delta AS SELECT {Columns("o", "old")}, {Columns("n", "new")}
            FROM ({Side("old", isOld: true)}) o FULL JOIN ({Side("new", isOld: false)}) n ON o.pair = n.pair AND o.name_key = n.name_key
            WHERE o.pair IS NULL OR n.pair IS NULL OR {differs}
            """);
        MatchNodes();
        Collect();
    }

    private static string Columns(string row, string side) =>
        $"{row}.pair AS {side}_pair, {row}.k AS {side}_k, {row}.dir_key AS {side}_key, {row}.dir_pre AS {side}_pre, {row}.name_key AS {side}_name, "
        + string.Join(", ", s_attributes.Select(name => $"{row}.{name} AS {side}_{name}")) + $", coalesce({row}.target_raw, encode({row}.target)) AS {side}_target";

    /// <summary>SQL for <see cref="ChangedFields"/> of two states.</summary>
    private static string Fields(string old, string current)
    {
        return $"{Differs("type", 1)} + CASE WHEN {old}type = 'd' OR {current}type = 'd' THEN 0 ELSE {Differs("size", 2)} END + {Differs("mtime", 4)} + "
            + $"{Differs("mode", 8)} + {Differs("uid", 16)} + {Differs("gid", 32)} + {Differs("target", 64)}";

        string Differs(string name, int bit) =>
            FormattableString.Invariant($"CASE WHEN {old}{name} IS DISTINCT FROM {current}{name} THEN {bit} ELSE 0 END");
    }

    private string Side(string side, bool isOld)
    {
        // An index of directories alone knows of no files.
        string type = onlyDirectories ? " WHERE e.type = 'd'" : string.Empty;
        return $"SELECT p.pair, p.{side}_k AS k, p.{side}_key AS dir_key, p.{side}_pre AS dir_pre, {PathKey.OfName("e")} AS name_key, e.* "
            + $"FROM {side}_entries e JOIN dir_pair p ON e.dir_id = p.{side}_id{type} UNION ALL {bases.OwnEntries($"{side}_", isOld)}";
    }

    private void MatchNodes() => connection.Execute(
        """
        CREATE TABLE lost AS SELECT *, row_number() OVER (PARTITION BY old_device, old_inode, old_type, old_size, old_mtime ORDER BY old_key, old_name) AS nth
          FROM delta WHERE new_pair IS NULL;
        CREATE TABLE found AS SELECT *, row_number() OVER (PARTITION BY new_device, new_inode, new_type, new_size, new_mtime ORDER BY new_key, new_name) AS nth
          FROM delta WHERE old_pair IS NULL;
        CREATE TABLE entry_move AS
          SELECT l.old_pair, l.old_name, f.new_pair, f.new_name FROM lost l JOIN dir_move m ON l.old_subdir_id = m.old_id JOIN found f ON f.new_subdir_id = m.new_id
          UNION ALL
          SELECT l.old_pair, l.old_name, f.new_pair, f.new_name FROM lost l JOIN found f
            ON l.old_device = f.new_device AND l.old_inode = f.new_inode AND l.old_type = f.new_type AND l.old_mtime = f.new_mtime AND l.nth = f.nth
          WHERE l.old_subdir_id IS NULL AND f.new_subdir_id IS NULL AND (l.old_type = 'd' OR l.old_size = f.new_size)
            AND l.old_k IN (SELECT k FROM same_node) AND f.new_k IN (SELECT k FROM same_node)
        """);

    private void Collect()
    {
        string old = string.Join(", ", Names("old").Select(name => $"l.{name}"));
        string current = string.Join(", ", Names("new").Select(name => $"f.{name}"));
        string fields = Fields("old_", "new_");
        connection.Execute(
            $"""
            CREATE TABLE change AS
              SELECT {(int)ChangeKind.Changed} AS kind, {fields} AS fields, * FROM delta WHERE old_pair IS NOT NULL AND new_pair IS NOT NULL
              UNION ALL SELECT {(int)ChangeKind.Moved}, {fields}, * FROM (SELECT {old}, {current} FROM entry_move m
                JOIN lost l ON l.old_pair = m.old_pair AND l.old_name = m.old_name JOIN found f ON f.new_pair = m.new_pair AND f.new_name = m.new_name)
              UNION ALL SELECT {(int)ChangeKind.Removed}, 0, * FROM delta d WHERE new_pair IS NULL
                AND NOT EXISTS (SELECT 1 FROM entry_move m WHERE m.old_pair = d.old_pair AND m.old_name = d.old_name)
              UNION ALL SELECT {(int)ChangeKind.Added}, 0, * FROM delta d WHERE old_pair IS NULL
                AND NOT EXISTS (SELECT 1 FROM entry_move m WHERE m.new_pair = d.new_pair AND m.new_name = d.new_name);
            DROP TABLE delta; DROP TABLE lost; DROP TABLE found
            """);
    }

    private static IEnumerable<string> Names(string side) =>
        s_places.Concat(s_attributes).Append("target").Select(name => $"{side}_{name}");
}
