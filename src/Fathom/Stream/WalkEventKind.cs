namespace Fathom;

/// <summary>What a <see cref="WalkEvent"/> tells.</summary>
public enum WalkEventKind : byte
{
    /// <summary>A directory is about to be listed.</summary>
    EnterDirectory,

    /// <summary>An entry; the first of all is the root.</summary>
    Entry,

    /// <summary>Everything below a directory has come.</summary>
    LeaveDirectory,

    /// <summary>A directory could not be read, or an entry could not be examined.</summary>
    Error,
}
