namespace Fathom;

/// <summary>One submission to a reader.</summary>
public readonly struct ListRequest
{
    /// <summary>Asks for the entries of a directory.</summary>
    public ListRequest(DirectoryNode directory)
    {
        ArgumentNullException.ThrowIfNull(directory);
        Directory = directory;
    }

    /// <summary>Asks for the attributes of names that were listed before.</summary>
    /// <param name="slice">A batch with <see cref="EntryBatch.IsSlice"/>; the reader moves its content into the batch that
    /// <see cref="ITreeReader.Next"/> is given, and leaves it empty.</param>
    public ListRequest(EntryBatch slice)
    {
        ArgumentNullException.ThrowIfNull(slice);
        Slice = slice;
        Directory = slice.Directory ?? throw new ArgumentException("A slice belongs to a directory.", nameof(slice));
    }

    /// <summary>The directory.</summary>
    public DirectoryNode Directory { get; }

    /// <summary>The slice; null when the directory is to be listed.</summary>
    public EntryBatch? Slice { get; }
}
