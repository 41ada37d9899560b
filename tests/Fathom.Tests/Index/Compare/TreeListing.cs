using System.Text;
using Fathom.Tests.Support;

namespace Fathom.Tests.Index.Compare;

/// <summary>What find(1) says about a tree, and a comparison of two such listings that shares nothing with the index.</summary>
internal sealed class TreeListing
{
    private static readonly string[] s_fields = ["type", "size", "mtime", "mode", "uid", "gid", "target"];

    private readonly SortedDictionary<string, string[]> _entries = new(StringComparer.Ordinal);

    /// <summary>Lists a tree. Each byte of a path is one character.</summary>
    internal static TreeListing Of(string tree)
    {
        ShellResult find = Shell.Run("find", tree, "-printf", @"%P\0%y\0%s\0%T@\0%m\0%U\0%G\0%l\0%D:%i\0").EnsureSuccess();
        string[] words = Encoding.Latin1.GetString(find.Output).Split('\0');
        TreeListing listing = new();
        for (int i = 0; i + 8 < words.Length; i += 9)
        {
            listing._entries.Add(words[i], words[(i + 1)..(i + 9)]);
        }

        return listing;
    }

    /// <summary>The lines that a comparison with a later state gives.</summary>
    internal List<string> Compare(TreeListing later)
    {
        Dictionary<string, string> directories = MatchDirectories(later);
        Dictionary<string, string> inPlace = [];
        foreach (string path in _entries.Keys)
        {
            if (path.Length == 0)
            {
                inPlace.Add(path, path);
            }
            else if (directories.TryGetValue(Parent(path), out string? parent) && later._entries.ContainsKey(Join(parent, Name(path))))
            {
                inPlace.Add(path, Join(parent, Name(path)));
            }
        }

        List<string> lines = [.. inPlace.Select(pair => (pair, fields: Fields(_entries[pair.Key], later._entries[pair.Value])))
            .Where(item => item.fields.Length > 0).Select(item => $"~ {Show(item.pair.Value)} {item.fields}")];
        List<string> gone = [.. _entries.Keys.Where(path => !inPlace.ContainsKey(path))];
        HashSet<string> taken = [.. inPlace.Values];
        List<string> fresh = [.. later._entries.Keys.Where(path => !taken.Contains(path))];
        foreach ((string from, string to) in Moves(later, gone, fresh, directories))
        {
            gone.Remove(from);
            fresh.Remove(to);
            lines.Add($"> {from} -> {to} {Fields(_entries[from], later._entries[to])}".TrimEnd());
        }

        lines.AddRange(gone.Select(path => $"- {path}"));
        lines.AddRange(fresh.Select(path => $"+ {path}"));
        lines.Sort(StringComparer.Ordinal);
        return lines;
    }

    private List<(string From, string To)> Moves(TreeListing later, List<string> gone, List<string> fresh, Dictionary<string, string> directories)
    {
        List<(string, string)> moves = [.. gone.Where(path => IsDirectory(path) && directories.ContainsKey(path) && fresh.Contains(directories[path]))
            .Select(path => (path, directories[path]))];
        foreach (var group in gone.Where(path => !IsDirectory(path)).GroupBy(path => string.Join('/', Identity(_entries[path]))))
        {
            List<string> targets = [.. fresh.Where(path => !later.IsDirectory(path) && string.Join('/', Identity(later._entries[path])) == group.Key)];
            moves.AddRange(group.OrderBy(Parent, StringComparer.Ordinal).ThenBy(Name, StringComparer.Ordinal)
                .Zip(targets.OrderBy(Parent, StringComparer.Ordinal).ThenBy(Name, StringComparer.Ordinal)));
        }

        return moves;
    }

    private Dictionary<string, string> MatchDirectories(TreeListing later)
    {
        Dictionary<string, string> matched = _entries.Keys.Where(path => IsDirectory(path) && later.IsDirectory(path)).ToDictionary(path => path);
        List<string> lost = [.. _entries.Keys.Where(path => IsDirectory(path) && !later.IsDirectory(path))];
        List<string> found = [.. later._entries.Keys.Where(path => later.IsDirectory(path) && !IsDirectory(path))];
        foreach (string path in lost)
        {
            if (found.Find(other => later._entries[other][7] == _entries[path][7] && IsKnownAgain(path, later, other)) is { } same)
            {
                matched.Add(path, same);
            }
        }

        for (bool goesOn = true; goesOn;)
        {
            goesOn = false;
            foreach (string path in lost.Where(path => !matched.ContainsKey(path) && matched.ContainsKey(Parent(path))))
            {
                string other = Join(matched[Parent(path)], Name(path));
                if (found.Contains(other) && !matched.ContainsValue(other))
                {
                    matched.Add(path, other);
                    goesOn = true;
                    break;
                }
            }
        }

        return matched;
    }

    // The same mtime, or one entry in it that is the same node as before and was not written.
    private bool IsKnownAgain(string path, TreeListing later, string other) => _entries[path][2] == later._entries[other][2]
        || _entries.Any(entry => entry.Key.Length > 0 && Parent(entry.Key) == path && entry.Key != path
            && later._entries.TryGetValue(Join(other, Name(entry.Key)), out string[]? same) && Identity(entry.Value).SequenceEqual(Identity(same)));

    private bool IsDirectory(string path) => _entries.TryGetValue(path, out string[]? entry) && entry[0] == "d";

    private static string[] Identity(string[] entry) => [entry[0], entry[0] == "d" ? "" : entry[1], entry[2], entry[7]];

    private static string Fields(string[] old, string[] current) => string.Join(',', s_fields.Where((field, i) =>
        old[i] != current[i] && (field != "size" || (old[0] != "d" && current[0] != "d"))));

    private static string Show(string path) => path.Length == 0 ? "." : path;

    private static string Parent(string path) => path.Contains('/', StringComparison.Ordinal) ? path[..path.LastIndexOf('/')] : "";

    private static string Name(string path) => path[(path.LastIndexOf('/') + 1)..];

    private static string Join(string parent, string name) => parent.Length == 0 ? name : $"{parent}/{name}";
}
