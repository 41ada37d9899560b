namespace Fathom.Index;

/// <summary>Which part of an index is a tree.</summary>
public sealed record IndexTreeOptions
{
    /// <summary>The defaults: all of the first root.</summary>
    public static IndexTreeOptions Default { get; } = new();

    /// <summary>Which root, counted from 0.</summary>
    public int Root { get; init => field = value >= 0 ? value : throw new ArgumentOutOfRangeException(nameof(Root), value, "0 or more"); }

    /// <summary>What is below the root, raw bytes with slashes between names; empty for the root itself.</summary>
    public ReadOnlyMemory<byte> Path { get; init; }

    /// <summary>Rows up to which an index is copied at once, before it is known how much of it will be asked for.</summary>
    internal long CopyAtOnce { get; init; } = 200_000;
}
