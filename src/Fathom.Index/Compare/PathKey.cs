using System.Text;

namespace Fathom.Index;

// Text is what DuckDB joins fast, and names are bytes. A key is text that stands for exactly one name or path:
//
//     path below the root   "/a/b" as it is      no UTF-8: 'x' and the bytes in hexadecimal
//     name                  "b" as it is         no UTF-8: '/' and the bytes in hexadecimal
//
// A path begins with a slash, or is empty; a name has none. So the two forms never meet.

/// <summary>Names and paths as text that joins exactly: SQL that makes it, and the way back.</summary>
internal static class PathKey
{
    /// <summary>SQL for the key of an entry's name.</summary>
    internal static string OfName(string entry) =>
        $"CASE WHEN {entry}.name_raw IS NULL THEN {entry}.name ELSE '/' || hex({entry}.name_raw) END";

    /// <summary>SQL for the key of a directory's path below a base.</summary>
    /// <param name="length">Bytes of the base's path, without a slash at its end.</param>
    /// <param name="characters">The same in characters; null if the base itself is no UTF-8, so that all paths below are raw.</param>
    internal static string OfPath(string directory, int length, int? characters)
    {
        string rest = FormattableString.Invariant($"substr(hex({directory}.path_raw), {(2 * length) + 1})");
        string raw = $"coalesce(TRY(decode(unhex({rest}))), 'x' || {rest})";
        return characters is null
            ? raw
            : FormattableString.Invariant($"CASE WHEN {directory}.path_raw IS NULL THEN substr({directory}.path, {characters + 1}) ELSE {raw} END");
    }

    /// <summary>SQL that is true for one path.</summary>
    internal static string IsPath(string directory, ReadOnlySpan<byte> path) => ReadableText.IsExact(path)
        ? $"({directory}.path_raw IS NULL AND {directory}.path = {SqlText.Literal(Encoding.UTF8.GetString(path))})"
        : $"({directory}.path_raw = unhex('{Convert.ToHexString(path)}'))";

    /// <summary>Appends the path that two keys stand for, relative to the base; <c>.</c> for the base itself.</summary>
    /// <param name="path">What is there already comes before it, with a slash.</param>
    internal static void Append(List<byte> path, ReadOnlySpan<byte> directory, ReadOnlySpan<byte> name)
    {
        int start = path.Count;
        AppendText(path, directory, (byte)'x');
        if (!name.IsEmpty)
        {
            path.Add((byte)'/');
            AppendText(path, name, (byte)'/');
        }

        // Paths below the base begin with a slash, which only a path in front of them needs.
        if (start == 0 && path.Count > 0)
        {
            path.RemoveAt(0);
        }

        if (path.Count == 0)
        {
            path.Add((byte)'.');
        }
    }

    private static void AppendText(List<byte> path, ReadOnlySpan<byte> key, byte escape)
    {
        if (key.IsEmpty || key[0] != escape)
        {
            path.AddRange(key);
            return;
        }

        path.AddRange(Convert.FromHexString(Encoding.ASCII.GetString(key[1..])));
    }
}
