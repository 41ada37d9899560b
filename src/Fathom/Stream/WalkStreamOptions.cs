namespace Fathom;

/// <summary>What a <see cref="WalkStream"/> delivers.</summary>
public sealed record WalkStreamOptions
{
    /// <summary>The defaults: names and kinds alone.</summary>
    public static WalkStreamOptions Default { get; } = new();

    /// <summary>Attributes of every entry; none for a listing that examines nothing.</summary>
    public StatMask Wanted { get; init; }

    /// <summary>Items that may wait for the consumer, the one that it holds included. When they are all taken, the walk
    /// waits. Range 1 to 65,536.</summary>
    public int Capacity { get; init => field = Guard.InRange(value, 1, 65_536); } = 256;
}
