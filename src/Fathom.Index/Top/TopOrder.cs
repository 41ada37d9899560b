namespace Fathom.Index;

/// <summary>Which files, or other entries, come first.</summary>
public enum TopOrder
{
    /// <summary>The largest files.</summary>
    Size,

    /// <summary>The files that were not changed for longest.</summary>
    Oldest,

    /// <summary>What has the most hard links.</summary>
    Links,
}
