namespace Fathom.Index;

/// <summary>Which root of the old index is which of the new one: those of the same name, else those at the same position.</summary>
internal sealed class BasePairs
{
    private BasePairs(List<(ComparisonBase? Old, ComparisonBase? New)> pairs) => Pairs = pairs;

    internal List<(ComparisonBase? Old, ComparisonBase? New)> Pairs { get; }

    internal static BasePairs Match(List<ComparisonBase> old, List<ComparisonBase> current)
    {
        if (old.Count == current.Count && !old.TrueForAll(a => current.Exists(b => SamePath(a, b))))
        {
            return new([.. old.Zip(current, (a, b) => ((ComparisonBase?)a, (ComparisonBase?)b))]);
        }

        List<(ComparisonBase?, ComparisonBase?)> pairs = [.. old.Select(a => ((ComparisonBase?)a, current.Find(b => SamePath(a, b))))];
        pairs.AddRange(current.Where(b => !old.Exists(a => SamePath(a, b))).Select(b => ((ComparisonBase?)null, (ComparisonBase?)b)));
        return new(pairs);
    }

    /// <summary>What comes before the paths of a pair: nothing if it is the only one.</summary>
    internal byte[] Label(int number) => Pairs.Count == 1 ? [] : (Pairs[number].New ?? Pairs[number].Old)!.Path;

    /// <summary>All directories of one side with their keys.</summary>
    internal string Directories(string prefix, bool isOld) => Union(
        isOld, (side, number) => side.Directories(prefix, number), $"SELECT * FROM ({new ComparisonBase(0, [], [], 0, null, null, 0).Directories(prefix, 0)}) WHERE false");

    /// <summary>The entries of the bases themselves, in pairs of directories -1, -2, ...</summary>
    internal string OwnEntries(string prefix, bool isOld) => Union(
        isOld,
        (side, number) => FormattableString.Invariant($"SELECT {-1 - number} AS pair, {number} AS k, '' AS dir_key, NULL::BIGINT AS dir_pre, '' AS name_key, e.* FROM {prefix}entries e WHERE {side.OwnEntry("e")}"),
        $"SELECT -1 AS pair, 0 AS k, '' AS dir_key, NULL::BIGINT AS dir_pre, '' AS name_key, e.* FROM {prefix}entries e WHERE false");

    private string Union(bool isOld, Func<ComparisonBase, int, string> select, string none)
    {
        List<string> parts = [];
        for (int i = 0; i < Pairs.Count; i++)
        {
            if ((isOld ? Pairs[i].Old : Pairs[i].New) is { } side)
            {
                parts.Add(select(side, i));
            }
        }

        return parts.Count == 0 ? none : string.Join(" UNION ALL ", parts);
    }

    private static bool SamePath(ComparisonBase a, ComparisonBase b) => a.Path.AsSpan().SequenceEqual(b.Path);
}
