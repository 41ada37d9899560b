
namespace Fathom.Index;

/// <summary>SQL that names the parts of an index.</summary>
internal static class PartSql
{
    /// <summary>A table of all parts of one kind. There is at least one.</summary>
    internal static string Read(IndexFolder folder, IReadOnlyList<Part> parts, PartKind kind)
    {
        List<string> files = [];
        foreach (Part part in parts)
        {
            if (part.Kind == kind)
            {
                files.Add(SqlText.Literal(folder.Of(part.File)));
            }
        }

        return $"read_parquet([{string.Join(", ", files)}])";
    }
}
