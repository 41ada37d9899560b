
namespace Fathom.Index;

/// <summary>Names, columns and versions of the format; docs/index-format.md describes it for others.</summary>
internal static class IndexFormat
{
    /// <summary>Grows when an older Fathom could not read what a newer one writes.</summary>
    internal const int Version = 1;

    internal const string Extension = ".fathom";
    internal const string CatalogName = "catalog.sqlite";
    internal const string LockName = "lock";
    internal const string EntriesFolder = "entries";
    internal const string DirectoriesFolder = "dirs";
    internal const string TemporaryFolder = "tmp";
    internal const string PartSuffix = ".parquet";

    /// <summary>The directories of a finished scan, with rollups, in descending path order.</summary>
    internal const string RollupPart = "dirs/all.parquet";

    /// <summary>Rows of a Parquet row group. Half of DuckDB's own number: a writer holds one in memory, and the sizes of parts are the
    /// same within 1 %.</summary>
    internal const int RowGroupRows = 61_440;

    /// <summary>Stands for what holds the roots.</summary>
    internal const long AboveRoots = 0;

    /// <summary>Columns of an entries part, in the order of <see cref="EntryColumn"/>.</summary>
    internal static DuckColumn[] EntryColumns { get; } =
    [
        new("dir_id", DuckType.BigInt),
        new("name", DuckType.Varchar),
        new("name_raw", DuckType.Blob),
        new("type", DuckType.Varchar),
        new("size", DuckType.BigInt),
        new("allocated", DuckType.BigInt),
        new("inode", DuckType.BigInt),
        new("device", DuckType.BigInt),
        new("nlink", DuckType.BigInt),
        new("uid", DuckType.BigInt),
        new("gid", DuckType.BigInt),
        new("mode", DuckType.Integer),
        new("mtime", DuckType.TimestampNs),
        new("ctime", DuckType.TimestampNs),
        new("atime", DuckType.TimestampNs),
        new("extension", DuckType.Varchar),
        new("target", DuckType.Varchar),
        new("target_raw", DuckType.Blob),
        new("subdir_id", DuckType.BigInt),
        new("link_order", DuckType.Blob),
    ];

    /// <summary>Columns of a directories part as the walk writes it: own numbers only.</summary>
    internal static DuckColumn[] DirectoryColumns { get; } =
    [
        new("dir_id", DuckType.BigInt),
        new("parent_id", DuckType.BigInt),
        new("path", DuckType.Varchar),
        new("path_raw", DuckType.Blob),
        new("sort_key", DuckType.Blob),
        new("root", DuckType.Integer),
        new("depth", DuckType.Integer),
        new("ordinal", DuckType.BigInt),
        new("own_size", DuckType.BigInt),
        new("own_allocated", DuckType.BigInt),
        new("own_entries", DuckType.BigInt),
        new("own_dirs", DuckType.BigInt),
        new("own_newest", DuckType.BigInt),
        new("digest_low", DuckType.BigInt),
        new("digest_high", DuckType.BigInt),
    ];

    /// <summary>Columns of <see cref="RollupPart"/>.</summary>
    internal static DuckColumn[] RollupColumns { get; } =
    [
        new("dir_id", DuckType.BigInt),
        new("parent_id", DuckType.BigInt),
        new("root", DuckType.Integer),
        new("depth", DuckType.Integer),
        new("name", DuckType.Varchar),
        new("name_raw", DuckType.Blob),
        new("path", DuckType.Varchar),
        new("path_raw", DuckType.Blob),
        new("pre", DuckType.BigInt),
        new("pre_end", DuckType.BigInt),
        new("own_size", DuckType.BigInt),
        new("own_allocated", DuckType.BigInt),
        new("own_entries", DuckType.BigInt),
        new("own_dirs", DuckType.BigInt),
        new("size", DuckType.BigInt),
        new("allocated", DuckType.BigInt),
        new("entries", DuckType.BigInt),
        new("dirs", DuckType.BigInt),
        new("newest", DuckType.TimestampNs),
        new("own_digest", DuckType.Blob),
        new("digest", DuckType.Blob),
    ];
}
