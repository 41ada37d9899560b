using System.Globalization;
using System.Text;

namespace Fathom.Index;

/// <summary>Names of ages, and SQL that finds one.</summary>
internal static class AgeBuckets
{
    internal const int Older = 8;
    internal const int Unknown = 9;

    private const long NanosecondsPerDay = 86_400_000_000_000;

    // A year has 365 days.
    private static readonly int[] s_days = [1, 7, 30, 90, 365, 2 * 365, 5 * 365];

    private static readonly string[] s_names = ["future", "<1d", "<7d", "<30d", "<90d", "<1y", "<2y", "<5y", "older", "unknown"];

    internal static string Name(long bucket) => s_names[bucket];

    /// <summary>The number of the bucket of <c>mtime</c>.</summary>
    internal static string Sql(long now)
    {
        StringBuilder sql = new("CASE WHEN mtime IS NULL THEN ");
        sql.Append(CultureInfo.InvariantCulture, $"{Unknown} WHEN epoch_ns(mtime) > {now} THEN 0");
        for (int i = 0; i < s_days.Length; i++)
        {
            sql.Append(CultureInfo.InvariantCulture, $" WHEN epoch_ns(mtime) > {now - (s_days[i] * NanosecondsPerDay)} THEN {i + 1}");
        }

        return sql.Append(CultureInfo.InvariantCulture, $" ELSE {Older} END").ToString();
    }
}
