namespace Fathom.Index;

/// <summary>A column that SQL over an index can name.</summary>
/// <param name="View">The view or table: <c>entries</c>, <c>dirs</c> or <c>errors</c>.</param>
/// <param name="Name">The column.</param>
/// <param name="Type">Its type in DuckDB.</param>
/// <param name="Meaning">In one line.</param>
public sealed record IndexColumn(string View, string Name, string Type, string Meaning);
