namespace Fathom.Index;

/// <summary>A column of a result or of a source.</summary>
internal readonly record struct DuckColumn(string Name, DuckType Type);
