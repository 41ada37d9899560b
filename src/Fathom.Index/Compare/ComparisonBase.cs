using System.Text;

namespace Fathom.Index;

/// <summary>A root, or a directory inside one, that is compared with its counterpart.</summary>
/// <param name="Root">Position of its root in the index.</param>
/// <param name="RootPath">Of its root, as typed.</param>
/// <param name="Path">As the index has it, raw bytes.</param>
/// <param name="DirectoryId">0 if it is no directory, or was not entered.</param>
/// <param name="Pre">Start of its preorder interval; null if the scan has not ended.</param>
/// <param name="PreEnd">End of its preorder interval.</param>
/// <param name="Depth">Levels below the root.</param>
internal sealed record ComparisonBase(int Root, byte[] RootPath, byte[] Path, long DirectoryId, long? Pre, long? PreEnd, int Depth)
{
    /// <summary>The bases of one side.</summary>
    /// <param name="prefix">Of the index's views.</param>
    /// <param name="below">Relative to a root; empty for the roots themselves.</param>
    /// <returns>Empty if there is nothing below.</returns>
    internal static List<ComparisonBase> Find(DuckConnection connection, SavedIndex index, string prefix, byte[] below)
    {
        IReadOnlyList<byte[]> roots = index.Summary.Roots;
        if (below.Length == 0)
        {
            return [.. roots.Select((path, n) => Read(connection, prefix, path, roots) ?? new ComparisonBase(n, path, path, 0, null, null, 0))];
        }

        // Relative to a root, or with the root as it was typed, whose first slash may be left out.
        IEnumerable<byte[]> candidates = [.. roots.Select(root => PathBytes.Join(root, below)), below, [(byte)'/', .. below]];
        foreach (byte[] path in candidates)
        {
            if (Read(connection, prefix, path, roots) is { } found)
            {
                return [found];
            }
        }

        return [];
    }

    /// <summary>The directories at and below it, with their keys.</summary>
    /// <param name="number">Position among the pairs of bases.</param>
    internal string Directories(string prefix, int number)
    {
        int length = Path.Length > 0 && Path[^1] == (byte)'/' ? Path.Length - 1 : Path.Length;
        int? characters = ReadableText.IsExact(Path) ? Encoding.UTF8.GetString(Path.AsSpan(0, length)).EnumerateRunes().Count() : null;
        string key = PathKey.OfPath("d", length, characters);
        return FormattableString.Invariant(
            $"""
            SELECT {number} AS k, d.dir_id, d.parent_id, coalesce(d.pre, -1) AS pre, coalesce(d.pre_end, -1) AS pre_end, d.depth - {Depth} AS depth,
              d.size, d.allocated, d.entries, d.own_digest, d.digest, CASE WHEN d.dir_id = {DirectoryId} THEN '' ELSE {key} END AS key
            FROM {prefix}dirs d WHERE {Condition("d")}
            """);
    }

    /// <summary>A condition for the entry of the base itself.</summary>
    internal string OwnEntry(string entry) => Depth > 0
        ? FormattableString.Invariant($"{entry}.subdir_id = {DirectoryId}")
        : RootEntry(entry);

    /// <summary>A condition for the entry of its root, whose name is the root's path.</summary>
    internal string RootEntry(string entry) => $"{entry}.dir_id = {IndexFormat.AboveRoots} AND " + (ReadableText.IsExact(RootPath)
        ? $"{entry}.name_raw IS NULL AND {entry}.name = {SqlText.Literal(Encoding.UTF8.GetString(RootPath))}"
        : $"{entry}.name_raw = unhex('{Convert.ToHexString(RootPath)}')");

    /// <summary>A condition for the directories at and below it.</summary>
    internal string Condition(string directory)
    {
        string root = FormattableString.Invariant($"{directory}.root = {Root}");
        if (Depth == 0)
        {
            return root;
        }

        if (Pre is not null)
        {
            return FormattableString.Invariant($"{root} AND {directory}.pre >= {Pre} AND {directory}.pre < {PreEnd}");
        }

        // A scan that has not ended knows no preorder. A directory below a root has no slash at its end.
        string hex = Convert.ToHexString([.. Path, (byte)'/']);
        string path = $"hex(coalesce({directory}.path_raw, encode({directory}.path)))";
        return FormattableString.Invariant($"{root} AND ({directory}.dir_id = {DirectoryId} OR starts_with({path}, '{hex}'))");
    }

    private static ComparisonBase? Read(DuckConnection connection, string prefix, byte[] path, IReadOnlyList<byte[]> roots)
    {
        using DuckResult rows = connection.Query(
            $"SELECT d.root, d.dir_id, d.pre, d.pre_end, d.depth FROM {prefix}dirs d WHERE {PathKey.IsPath("d", path)}");
        return rows.Next() is not { } chunk ? null : new ComparisonBase(
            (int)chunk.Long(0, 0),
            roots[(int)chunk.Long(0, 0)],
            path,
            chunk.Long(1, 0),
            chunk.IsNull(2, 0) ? null : chunk.Long(2, 0),
            chunk.IsNull(3, 0) ? null : chunk.Long(3, 0),
            (int)chunk.Long(4, 0));
    }
}
