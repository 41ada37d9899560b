namespace Fathom.Index;

// Which directory of the old index is which of the new one:
//
//     pair       by path; only those that differ in anything, and those without a counterpart
//     dir_move   of what has no counterpart: the same node, then what has the same name in directories that were matched so
//     dir_pair   all whose entries have to be compared
//
// A directory whose own digest is the same on both sides holds the same entries, and is left out of dir_pair.

/// <summary>Makes the tables of directories.</summary>
internal sealed class DirectoryMatch(DuckConnection connection, BasePairs bases)
{
    internal void Run()
    {
        MatchPaths();
        connection.Execute("CREATE TABLE dir_move(old_id BIGINT, new_id BIGINT)");
        string nodes = SameNodes();
        bool mayMove = nodes.Length > 0
            && connection.ScalarLong("SELECT (count(*) FILTER (new_id IS NULL) > 0 AND count(*) FILTER (old_id IS NULL) > 0)::INTEGER FROM pair") == 1;
        if (mayMove)
        {
            MatchNodes(nodes);
        }

        connection.Execute($"CREATE TABLE same_node AS SELECT unnest([{nodes}]::INTEGER[]) AS k");
        CollectPairs();
    }

    private void MatchPaths() => connection.Execute(
        $"""
        CREATE TABLE pair AS SELECT coalesce(n.k, o.k) AS k, coalesce(n.key, o.key) AS key, coalesce(n.depth, o.depth) AS depth,
          o.dir_id AS old_id, n.dir_id AS new_id, o.parent_id AS old_parent, n.parent_id AS new_parent,
          coalesce(o.pre, -1) AS old_pre, coalesce(o.pre_end, -1) AS old_pre_end, coalesce(n.pre, -1) AS new_pre, coalesce(n.pre_end, -1) AS new_pre_end,
          coalesce(o.size, 0) AS old_size, coalesce(n.size, 0) AS new_size, coalesce(o.allocated, 0) AS old_allocated, coalesce(n.allocated, 0) AS new_allocated,
          coalesce(o.entries, 0) AS old_entries, coalesce(n.entries, 0) AS new_entries, o.own_digest AS old_digest, n.own_digest AS new_digest
        FROM ({bases.Directories("old_", isOld: true)}) o FULL JOIN ({bases.Directories("new_", isOld: false)}) n ON o.k = n.k AND o.key = n.key
        WHERE o.dir_id IS NULL OR n.dir_id IS NULL OR coalesce(o.digest <> n.digest, true)
          OR o.allocated <> n.allocated OR o.size <> n.size OR o.entries <> n.entries
        """);

    // The numbers of two servers' nodes would agree by chance. Roots that are the same node prove one file system.
    private string SameNodes()
    {
        List<int> same = [];
        for (int i = 0; i < bases.Pairs.Count; i++)
        {
            (ComparisonBase? old, ComparisonBase? current) = bases.Pairs[i];
            if (old is not null && current is not null && (IsSameNode(old.OwnEntry("o"), current.OwnEntry("n"))
                || IsSameNode(old.RootEntry("o"), current.RootEntry("n"))))
            {
                same.Add(i);
            }
        }

        return string.Join(", ", same);
    }

    private bool IsSameNode(string old, string current) => connection.ScalarLong(
        $"SELECT count(*) FROM (SELECT * FROM old_entries o WHERE {old}) a JOIN (SELECT * FROM new_entries n WHERE {current}) b "
        + "ON a.device = b.device AND a.inode = b.inode") > 0;

    private void MatchNodes(string nodes)
    {
        foreach ((string table, string side, string missing) in (ReadOnlySpan<(string, string, string)>)[("lost", "old", "new"), ("found", "new", "old")])
        {
            connection.Execute(
                $"""
                CREATE TABLE {table}_dir AS SELECT p.{side}_id AS id, e.device, e.inode, e.mtime, e.dir_id AS parent, {PathKey.OfName("e")} AS name,
                  row_number() OVER (PARTITION BY e.device, e.inode ORDER BY p.key) AS nth, p.k IN ({nodes}) AS has_node
                FROM pair p JOIN {side}_entries e ON e.subdir_id = p.{side}_id WHERE p.{missing}_id IS NULL
                """);
        }

        MatchSameNodes();

        // What is in a moved directory and changed too much to be known again is found by its name there.
        while (connection.ExecuteChanges(
            """
            INSERT INTO dir_move SELECT l.id, f.id FROM dir_move m JOIN lost_dir l ON l.parent = m.old_id JOIN found_dir f ON f.parent = m.new_id AND f.name = l.name
            WHERE l.id NOT IN (SELECT old_id FROM dir_move) AND f.id NOT IN (SELECT new_id FROM dir_move)
            """) > 0)
        {
        }
    }

    // File systems give the number of a removed directory to the next one that is made. So a directory counts as the same if its
    // mtime is, or something in it is.
    private void MatchSameNodes() => connection.Execute(
        $"""
        CREATE TABLE candidate AS SELECT l.id AS old_id, f.id AS new_id, coalesce(l.mtime = f.mtime, false) AS is_same
          FROM lost_dir l JOIN found_dir f ON l.device = f.device AND l.inode = f.inode AND l.nth = f.nth WHERE l.has_node AND f.has_node;
        INSERT INTO dir_move SELECT old_id, new_id FROM candidate WHERE is_same
          UNION SELECT c.old_id, c.new_id FROM candidate c
          JOIN old_entries a ON a.dir_id = c.old_id
          JOIN new_entries b ON b.dir_id = c.new_id AND a.device = b.device AND a.inode = b.inode AND a.type = b.type AND a.mtime = b.mtime
          WHERE NOT c.is_same AND {PathKey.OfName("a")} = {PathKey.OfName("b")} AND (a.type = 'd' OR a.size = b.size)
        """);

    private void CollectPairs() => connection.Execute(
        """
        CREATE TABLE dir_pair AS SELECT row_number() OVER () AS pair, * FROM (
          SELECT k AS old_k, k AS new_k, old_id, new_id, key AS old_key, key AS new_key, old_pre, new_pre FROM pair
            WHERE old_id IS NOT NULL AND new_id IS NOT NULL AND coalesce(old_digest <> new_digest, true)
          UNION ALL SELECT o.k, n.k, o.old_id, n.new_id, o.key, n.key, o.old_pre, n.new_pre
            FROM dir_move m JOIN pair o ON o.old_id = m.old_id AND o.new_id IS NULL JOIN pair n ON n.new_id = m.new_id AND n.old_id IS NULL
            WHERE coalesce(o.old_digest <> n.new_digest, true)
          UNION ALL SELECT k, NULL, old_id, NULL, key, NULL, old_pre, NULL FROM pair
            WHERE new_id IS NULL AND old_id NOT IN (SELECT old_id FROM dir_move)
          UNION ALL SELECT NULL, k, NULL, new_id, NULL, key, NULL, new_pre FROM pair
            WHERE old_id IS NULL AND new_id NOT IN (SELECT new_id FROM dir_move))
        """);
}
