namespace Fathom.Transfer;

/// <summary>A name of a <see cref="FileList"/>: one that was given, or a directory on the way to one.</summary>
public sealed class FileListEntry
{
    private readonly List<FileListEntry> _entries = [];
    private readonly byte[] _name;

    internal FileListEntry(byte[] name) => _name = name;

    /// <summary>One component, raw bytes; empty for the root.</summary>
    public ReadOnlySpan<byte> Name => _name;

    /// <summary>The name was given. Else it is a directory that is implied: rsync makes it when a name below it is transferred, and
    /// filter rules do not hide it.</summary>
    public bool IsListed { get; internal set; }

    /// <summary>The name was given with a '/' at the end: if it is a directory, the names in it are listed too, though not those below
    /// them unless the transfer recurses.</summary>
    public bool TakesContent { get; internal set; }

    /// <summary>Names in this directory that were given or are implied, sorted bytewise, each once.</summary>
    public IReadOnlyList<FileListEntry> Entries => _entries;

    /// <summary>Looks for a name in this directory; null if nothing at or below it was given.</summary>
    /// <param name="name">One component, raw bytes.</param>
    public FileListEntry? Find(ReadOnlySpan<byte> name)
    {
        int low = 0, high = _entries.Count - 1;
        while (low <= high)
        {
            int middle = (low + high) / 2;
            int order = name.SequenceCompareTo(_entries[middle]._name);
            if (order == 0)
            {
                return _entries[middle];
            }

            (low, high) = order < 0 ? (low, middle - 1) : (middle + 1, high);
        }

        return null;
    }

    /// <summary>Finds or adds the last name in the order.</summary>
    internal FileListEntry Append(ReadOnlySpan<byte> name)
    {
        if (_entries.Count == 0 || !name.SequenceEqual(_entries[^1]._name))
        {
            _entries.Add(new FileListEntry(name.ToArray()));
        }

        return _entries[^1];
    }
}
