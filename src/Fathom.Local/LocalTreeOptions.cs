namespace Fathom.Local;

/// <summary>How a local tree is opened.</summary>
public sealed record LocalTreeOptions
{
    /// <summary>The defaults.</summary>
    public static LocalTreeOptions Default { get; } = new();

    /// <summary>A root that is a symbolic link stands for what it leads to.</summary>
    public bool FollowRoot { get; init; }
}
