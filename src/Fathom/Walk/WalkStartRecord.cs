namespace Fathom;

/// <summary>One directory of a <see cref="WalkStart"/>. Name and handle are places in its arena.</summary>
internal readonly record struct WalkStartRecord
{
    internal int Parent { get; init; }

    internal int Depth { get; init; }

    internal long Name { get; init; }

    internal int NameLength { get; init; }

    internal byte HandleLength { get; init; }

    internal bool IsListed { get; init; }

    internal long Handle { get; init; }

    internal NodeId Id { get; init; }

    internal long Row { get; init; }

    internal long Ordinal { get; init; }
}
