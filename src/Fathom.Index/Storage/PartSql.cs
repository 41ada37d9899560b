namespace Fathom.Index;

/// <summary>SQL that names the parts of an index.</summary>
internal static class PartSql
{
    /// <summary>A table of all parts of one kind. There is at least one.</summary>
    internal static string Read(IndexFolder folder, IEnumerable<Part> parts, PartKind kind) =>
        Read(parts.Where(part => part.Kind == kind).Select(part => folder.Of(part.File)));

    /// <summary>A table of the rows of all files. There is at least one.</summary>
    internal static string Read(IEnumerable<string> files) => $"read_parquet({SqlText.Literals(files)})";
}
