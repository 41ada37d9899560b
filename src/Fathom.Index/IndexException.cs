namespace Fathom.Index;

/// <summary>A failure of an index, of one of its databases, or of a native library that they need.</summary>
/// <param name="message">A complete sentence: what failed, on which file, and what to do about it where that is known.</param>
public sealed class IndexException(string message) : Exception(message)
{
    /// <summary>The disk, or a quota on it, is full: the same works once there is room.</summary>
    public bool IsDiskFull { get; init; }
}
