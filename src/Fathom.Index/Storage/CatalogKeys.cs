namespace Fathom.Index;

/// <summary>Names in the catalog's table <c>meta</c>.</summary>
internal static class CatalogKeys
{
    internal const string Format = "format";
    internal const string Writer = "writer";
    internal const string Started = "started";
    internal const string Finished = "finished";
    internal const string NextDirectory = "next_dir_id";
    internal const string NextPart = "next_part";
    internal const string PathBytes = "path_bytes";
    internal const string Files = "files";
    internal const string Directories = "dirs";
    internal const string Symlinks = "symlinks";
    internal const string Others = "others";
    internal const string Linked = "linked";
    internal const string SingleRoots = "single_roots";
    internal const string Size = "size";
    internal const string Allocated = "allocated";
    internal const string Seconds = "seconds";
    internal const string Digest = "digest";

    /// <summary>Comes before the number of a root whose tree is opened from more than its name.</summary>
    internal const string SourcePrefix = "source.";

    /// <summary>Comes before the name of each recorded option.</summary>
    internal const string OptionPrefix = "option.";
}
