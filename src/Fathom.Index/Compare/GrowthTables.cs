namespace Fathom.Index;

// Bytes that came, went and moved below a directory are a difference of two running sums, because a subtree is an interval of
// preorder. One sum for each side:
//
//     came_sum(pre, added, moved)     new side        below D:  sum before D.pre_end - sum before D.pre
//     went_sum(pre, removed, moved)   old side
//
// A directory that was added or removed counts where it is itself, so that its own line tells all of it; one that moved, where it
// stands, because within itself nothing moved. What a moved directory carries is what it held, less what left it for elsewhere.

/// <summary>Makes the tables that growth by directory is read from.</summary>
internal sealed class GrowthTables(DuckConnection connection)
{
    /// <summary>Makes the tables for one measure, in place of those of another.</summary>
    /// <param name="measure"><c>size</c> or <c>allocated</c>.</param>
    internal void Build(string measure)
    {
        connection.Execute(
            $"""
            CREATE OR REPLACE TABLE event AS SELECT c.kind, c.old_subdir_id, c.new_subdir_id,
              CASE WHEN c.kind = {(int)ChangeKind.Removed} THEN coalesce(po.old_pre, c.old_pre) ELSE c.old_pre END AS old_pre,
              CASE WHEN c.kind = {(int)ChangeKind.Added} THEN coalesce(pn.new_pre, c.new_pre) ELSE c.new_pre END AS new_pre,
              {Weight("old", measure, ChangeKind.Removed)} AS removed, {Weight("new", measure, ChangeKind.Added)} AS added,
              CASE WHEN c.kind = {(int)ChangeKind.Moved} AND c.old_subdir_id IS NULL THEN {Once("old", $"old_{measure}")} ELSE 0 END AS moved
            FROM change c LEFT JOIN pair po ON po.old_id = c.old_subdir_id LEFT JOIN pair pn ON pn.new_id = c.new_subdir_id
            WHERE c.kind <> {(int)ChangeKind.Changed};
            CREATE OR REPLACE TABLE file_sum AS SELECT old_pre AS pre, sum(sum(moved)) OVER (ORDER BY old_pre) AS moved
              FROM event WHERE moved <> 0 GROUP BY old_pre;
            CREATE OR REPLACE TABLE carried AS SELECT c.old_subdir_id AS id, p.old_pre AS pre, p.old_pre_end AS pre_end,
              p.old_{measure} - coalesce(b.moved, 0) + coalesce(a.moved, 0) AS bytes
              FROM change c JOIN pair p ON p.old_id = c.old_subdir_id
              ASOF LEFT JOIN file_sum a ON p.old_pre > a.pre ASOF LEFT JOIN file_sum b ON p.old_pre_end > b.pre
              WHERE c.kind = {(int)ChangeKind.Moved};
            CREATE OR REPLACE TABLE carried_net AS SELECT c.id, c.bytes - coalesce(sum(i.bytes), 0) AS bytes FROM carried c LEFT JOIN (
              SELECT arg_max(o.id, o.pre) AS outer_id, any_value(n.bytes) AS bytes FROM carried n JOIN carried o ON o.pre < n.pre AND n.pre < o.pre_end GROUP BY n.id
              ) i ON i.outer_id = c.id GROUP BY c.id, c.bytes;
            UPDATE event SET moved = n.bytes FROM carried_net n WHERE event.old_subdir_id = n.id AND event.kind = {(int)ChangeKind.Moved};
            CREATE OR REPLACE TABLE came_sum AS SELECT new_pre AS pre, sum(sum(added)) OVER (ORDER BY new_pre) AS added, sum(sum(moved)) OVER (ORDER BY new_pre) AS moved
              FROM event WHERE new_pre IS NOT NULL GROUP BY new_pre;
            CREATE OR REPLACE TABLE went_sum AS SELECT old_pre AS pre, sum(sum(removed)) OVER (ORDER BY old_pre) AS removed, sum(sum(moved)) OVER (ORDER BY old_pre) AS moved
              FROM event WHERE old_pre IS NOT NULL GROUP BY old_pre;
            """);
        BuildRows(measure);
    }

    /// <summary>SQL for bytes that count once for a node with several links.</summary>
    internal static string Once(string side, string value) =>
        $"CASE WHEN c.{side}_nlink > 1 AND c.{side}_type <> 'd' AND row_number() OVER "
        + $"(PARTITION BY c.kind, c.{side}_device, c.{side}_inode ORDER BY c.{side}_key, c.{side}_name) > 1 THEN 0 ELSE coalesce(c.{value}, 0) END";

    private static string Weight(string side, string measure, ChangeKind kind) =>
        $"CASE WHEN c.kind = {(int)kind} THEN {Once(side, $"{side}_{measure}")} ELSE 0 END";

    private void BuildRows(string measure) => connection.Execute(
        $"""
        CREATE OR REPLACE TABLE growth AS
          SELECT r.*, (new_{measure} - old_{measure} - moved)::BIGINT AS growth, new_entries - old_entries AS grown_entries FROM (
            SELECT r.*, (coalesce(b.added, 0) - coalesce(a.added, 0))::BIGINT AS added, (coalesce(d.removed, 0) - coalesce(c.removed, 0))::BIGINT AS removed,
              (coalesce(b.moved, 0) - coalesce(a.moved, 0) - coalesce(d.moved, 0) + coalesce(c.moved, 0))::BIGINT AS moved
            FROM (
              SELECT * FROM pair WHERE (old_id IS NULL OR old_id NOT IN (SELECT old_id FROM dir_move)) AND (new_id IS NULL OR new_id NOT IN (SELECT new_id FROM dir_move))
              UNION ALL
              SELECT n.k, n.key, n.depth, o.old_id, n.new_id, o.old_parent, n.new_parent, o.old_pre, o.old_pre_end, n.new_pre, n.new_pre_end,
                o.old_size, n.new_size, o.old_allocated, n.new_allocated, o.old_entries, n.new_entries, o.old_digest, n.new_digest
              FROM dir_move m JOIN pair o ON o.old_id = m.old_id JOIN pair n ON n.new_id = m.new_id) r
            ASOF LEFT JOIN came_sum a ON r.new_pre > a.pre ASOF LEFT JOIN came_sum b ON r.new_pre_end > b.pre
            ASOF LEFT JOIN went_sum c ON r.old_pre > c.pre ASOF LEFT JOIN went_sum d ON r.old_pre_end > d.pre) r
        """);
}
