namespace Fathom.Index;

/// <summary>A column of the answer to a query.</summary>
/// <param name="Name">As the query names it; two columns may have one name.</param>
/// <param name="Kind">How its values are read.</param>
public readonly record struct QueryColumn(string Name, QueryValueKind Kind);
