namespace Fathom.Index;

/// <summary>Which directories come first.</summary>
public enum TopDirectoryOrder
{
    /// <summary>The largest subtrees.</summary>
    Size,

    /// <summary>Those that hold the most entries themselves.</summary>
    Entries,
}
