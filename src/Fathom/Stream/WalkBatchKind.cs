namespace Fathom;

/// <summary>What a <see cref="WalkBatch"/> tells.</summary>
public enum WalkBatchKind : byte
{
    /// <summary>A directory is about to be listed; none of its entries has come yet.</summary>
    EnterDirectory,

    /// <summary>Entries of one directory, or the root itself, which comes first of all.</summary>
    Entries,

    /// <summary>Everything below a directory has come.</summary>
    LeaveDirectory,

    /// <summary>A directory could not be read, or an entry could not be examined.</summary>
    Error,
}
