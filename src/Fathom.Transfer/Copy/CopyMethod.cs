namespace Fathom.Transfer;

/// <summary>How content gets from file to file.</summary>
public enum CopyMethod
{
    /// <summary>Whatever works first: shared blocks, then the kernel's copy, then reads and writes.</summary>
    Auto,

    /// <summary>Shared blocks, else reads and writes.</summary>
    Reflink,

    /// <summary>The kernel's copy (copy_file_range), else reads and writes.</summary>
    Range,

    /// <summary>Reads and writes.</summary>
    Loop,
}
