namespace Fathom.Index;

/// <summary>What SQL over an index can name. docs/index-format.md says the same at length.</summary>
public static class IndexSchema
{
    private static readonly (string Name, string Meaning)[] s_entries =
    [
        ("dir_id", "the directory that holds it: dirs.dir_id; 0 for a root"),
        ("name", "last component; bytes that are no UTF-8 read \\xNN"),
        ("name_raw", "the exact bytes of a name that is no UTF-8, else null"),
        ("type", "f file, d directory, l link, p pipe, s socket, c and b devices, U not known"),
        ("size", "apparent size in bytes"),
        ("allocated", "space on disk in bytes"),
        ("inode", "number of the node, with device its identity"),
        ("device", "file system of the node"),
        ("nlink", "hard links"),
        ("uid", "owner"),
        ("gid", "group"),
        ("mode", "permission bits: mode & 7 is what others may"),
        ("mtime", "last change of the content, UTC"),
        ("ctime", "last change of the attributes, UTC"),
        ("atime", "last access, UTC"),
        ("extension", "of a file: what follows the last dot, in lower case"),
        ("target", "where a symbolic link points, as written"),
        ("target_raw", "the exact bytes of a target that is no UTF-8, else null"),
        ("subdir_id", "of a directory: its own dirs.dir_id"),
    ];

    private static readonly (string Name, string Meaning)[] s_dirs =
    [
        ("dir_id", "its number"),
        ("parent_id", "number of the directory above; 0 above a root"),
        ("root", "which root, counted from 0"),
        ("depth", "levels below the root"),
        ("name", "last component; of a root, its path as typed"),
        ("name_raw", "the exact bytes of a name that is no UTF-8, else null"),
        ("path", "from the root as typed"),
        ("path_raw", "the exact bytes of a path that is no UTF-8, else null"),
        ("pre", "preorder number: all below it have pre in [pre, pre_end)"),
        ("pre_end", "end of that interval"),
        ("own_size", "apparent bytes of itself and the entries that are not directories"),
        ("own_allocated", "the same on disk"),
        ("own_entries", "entries that it holds and itself"),
        ("own_dirs", "directories among them"),
        ("size", "apparent bytes of the whole subtree, each node once"),
        ("allocated", "the same on disk: what du prints"),
        ("entries", "entries of the whole subtree"),
        ("dirs", "directories among them"),
        ("newest", "newest mtime of the subtree, UTC"),
        ("own_digest", "digest of its entries"),
        ("digest", "digest of the subtree: equal where nothing differs"),
    ];

    /// <summary>All columns, view by view, in their order.</summary>
    public static IReadOnlyList<IndexColumn> Columns { get; } =
    [
        .. Describe("entries", s_entries, IndexFormat.EntryColumns),
        new("entries", "path", "VARCHAR", "from the root as typed; costs a join, paid only when asked for"),
        .. Describe("dirs", s_dirs, IndexFormat.RollupColumns),
        new("errors", "path", "VARCHAR", "what the scan could not read"),
        new("errors", "path_raw", "BLOB", "the exact bytes of a path that is no UTF-8, else null"),
        new("errors", "stage", "VARCHAR", "what was being done"),
        new("errors", "errno", "INTEGER", "why it failed, as Linux numbers it"),
        new("errors", "message", "VARCHAR", "the same in words"),
    ];

    private static IEnumerable<IndexColumn> Describe(string view, (string Name, string Meaning)[] meanings, DuckColumn[] columns)
    {
        foreach ((string name, string meaning) in meanings)
        {
            DuckColumn column = Array.Find(columns, column => column.Name == name);
            yield return new IndexColumn(view, name, IndexSession.SqlType(column.Type), meaning);
        }
    }
}
