namespace Fathom.Index;

/// <summary>What became of an entry between two indexes.</summary>
public enum ChangeKind
{
    /// <summary>Only the new index has it.</summary>
    Added,

    /// <summary>Only the old index has it.</summary>
    Removed,

    /// <summary>Both have it at the same path, with different attributes.</summary>
    Changed,

    /// <summary>The same node has another path.</summary>
    Moved,
}
