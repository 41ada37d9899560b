namespace Fathom.Index;

/// <summary>One immutable file of an index.</summary>
/// <param name="File">Path in the index, such as <c>entries/part-000001.parquet</c>.</param>
/// <param name="Kind">Which kind of rows it holds.</param>
/// <param name="Rows">Rows.</param>
/// <param name="Bytes">Size of the file.</param>
internal sealed record Part(string File, PartKind Kind, long Rows, long Bytes);
