namespace Fathom.Local;

/// <summary>Size of a file and the one run of real bytes in it; the rest is a hole.</summary>
/// <param name="Size">In bytes.</param>
/// <param name="Written">Bytes of real content, at most <see cref="EntryWriter.MaxWritten"/>.</param>
/// <param name="Offset">Where they start.</param>
internal readonly record struct FileContent(long Size, int Written = 0, long Offset = 0)
{
    /// <summary>A file of real bytes only.</summary>
    internal static FileContent Full(int size) => new(size, size);
}
