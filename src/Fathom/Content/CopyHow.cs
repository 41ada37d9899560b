namespace Fathom;

/// <summary>How a tree copies bytes from file to file by itself.</summary>
public enum CopyHow
{
    /// <summary>Both files share the blocks until one of them is written to (a reflink): takes neither time nor room.</summary>
    Share,

    /// <summary>The tree copies the bytes (copy_file_range).</summary>
    Range,
}
