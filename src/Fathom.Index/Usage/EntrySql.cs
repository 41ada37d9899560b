using System.Globalization;

namespace Fathom.Index;

/// <summary>SQL over entries that counts as du does.</summary>
internal static class EntrySql
{
    /// <summary>Entries of which each node comes once: one with several links at the link that comes first in the order of the listings.
    /// Of a scan that stayed on one file system, nothing on others.</summary>
    /// <param name="entries">The table.</param>
    /// <param name="columns">Columns of the result.</param>
    /// <param name="where">Conditions on the entries; a link that does not meet them does not count for its node.</param>
    internal static string Counted(SavedIndex index, string entries, string columns, string where)
    {
        string condition = where + OneFileSystem(index);

        // Few have several links, so only they are sorted.
        return $"SELECT {columns} FROM {entries} WHERE link_order IS NULL AND {condition} UNION ALL "
            + $"SELECT {columns} FROM {entries} WHERE link_order IS NOT NULL AND {condition} "
            + "QUALIFY row_number() OVER (PARTITION BY device, inode ORDER BY link_order) = 1";
    }

    private static string OneFileSystem(SavedIndex index)
    {
        if (!index.HasOption("--one-file-system"))
        {
            return string.Empty;
        }

        IEnumerable<string> devices = index.Catalog.GetRoots().Select(root => ((long)root.Device).ToString(CultureInfo.InvariantCulture));
        return $" AND device IN ({string.Join(", ", devices)})";
    }
}
