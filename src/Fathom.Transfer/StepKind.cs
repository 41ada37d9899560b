namespace Fathom.Transfer;

/// <summary>What a step does.</summary>
public enum StepKind
{
    /// <summary>Nothing: the name is as it should be, and only told (<c>-ii</c>).</summary>
    Keep,

    /// <summary>Makes a directory.</summary>
    MakeDirectory,

    /// <summary>Copies a file beside the name, then gives it the name.</summary>
    CopyFile,

    /// <summary>Makes a symbolic link.</summary>
    MakeSymlink,

    /// <summary>Makes a pipe, socket or device.</summary>
    MakeSpecial,

    /// <summary>Makes the name one more name of a node that the target has by then.</summary>
    HardLink,

    /// <summary>Sets attributes of what is there.</summary>
    SetAttributes,

    /// <summary>Removes the name; a directory is empty by then.</summary>
    Delete,
}
