namespace Fathom.Cli;

/// <summary>Formats the entries that one worker meets.</summary>
/// <param name="sorted">Where lines go instead of the output; null when they are not sorted.</param>
internal sealed class ListWriter(ListSink sink, EntryFormatter formatter, SortedLines? sorted) : ISinkWriter
{
    private readonly LineBuffer _lines = new();

    // Names in the batch that comes next: the walk reports what leads back into itself before it delivers the batch.
    private readonly List<byte[]> _loops = [];

    // The directory's path, a slash, and the name of one entry after the other.
    private byte[] _path = new byte[4096];

    // Whose path, with a slash, stands at the beginning of _path.
    private DirectoryNode? _prefixOf;
    private long _prefixGeneration;
    private int _rootLength;

    /// <inheritdoc/>
    public WalkAction Enter(DirectoryNode directory) => WalkAction.Continue;

    /// <inheritdoc/>
    public WalkAction Write(EntryBatch batch)
    {
        int prefix = WritePrefix(batch.Directory);
        for (int i = 0; i < batch.Count; i++)
        {
            WriteEntry(batch, i, prefix);
        }

        _loops.Clear();

        // The root goes out at once, so that it comes before what other workers list.
        if (_lines.Length >= LineOutput.ChunkSize || (_lines.Length > 0 && (sink.Output.IsTerminal || batch.Directory is null)))
        {
            sink.Output.HandOver(_lines);
        }

        return WalkAction.Continue;
    }

    /// <inheritdoc/>
    public void Listed(DirectoryNode directory)
    {
    }

    /// <inheritdoc/>
    public void Leave(DirectoryNode directory)
    {
    }

    /// <inheritdoc/>
    public void WriteError(WalkError error)
    {
        if (error.Stage == WalkStage.Loop)
        {
            ReadOnlySpan<byte> path = error.Path;
            _loops.Add(path[(path.LastIndexOf((byte)'/') + 1)..].ToArray());
        }

        sink.Message.Write(error);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (_lines.Length > 0)
        {
            sink.Output.HandOver(_lines);
        }

        (formatter as IDisposable)?.Dispose();
    }

    private void WriteEntry(EntryBatch batch, int index, int prefix)
    {
        ReadOnlySpan<byte> name = batch.Name(index);
        Reserve(prefix + name.Length);
        name.CopyTo(_path.AsSpan(prefix));
        bool isLoop = _loops.Count > 0 && IsLoop(batch, index);
        ListedEntry entry = new()
        {
            Batch = batch,
            Index = index,
            Path = _path.AsSpan(0, prefix + name.Length),
            RootLength = batch.Directory is null ? name.Length : _rootLength,
            Error = isLoop ? Errno.ELOOP : batch.Errnos(index),
        };
        if ((isLoop && !sink.ListsLoops) || (!sink.Selection.IsEmpty && !sink.Selection.Includes(in entry)))
        {
            return;
        }

        formatter.Write(in entry, _lines);
        if (sorted is not null)
        {
            sorted.Add(entry.Path, _lines.Written);
            _lines.Clear();
        }
    }

    private bool IsLoop(EntryBatch batch, int index)
    {
        if (batch.IsFollowedLink(index))
        {
            foreach (byte[] loop in _loops)
            {
                if (batch.Name(index).SequenceEqual(loop))
                {
                    return true;
                }
            }
        }

        return false;
    }

    private int WritePrefix(DirectoryNode? directory)
    {
        if (directory is null)
        {
            _prefixOf = null;
            return 0;
        }

        Reserve(directory.PathLength + 1);
        int length = directory.PathLength;
        if (directory.Parent is { } parent && parent == _prefixOf && parent.Generation == _prefixGeneration)
        {
            // Down a chain of thousands of levels, the path grows by a name at a time.
            directory.Name.CopyTo(_path.AsSpan(length - directory.Name.Length));
        }
        else
        {
            directory.CopyPath(_path);
        }

        (_prefixOf, _prefixGeneration) = (directory, directory.Generation);
        if (_rootLength == 0)
        {
            _rootLength = RootOf(directory).Name.Length;
        }

        if (_path[length - 1] != '/')
        {
            _path[length++] = (byte)'/';
        }

        return length;
    }

    private static DirectoryNode RootOf(DirectoryNode directory)
    {
        while (directory.Parent is not null)
        {
            directory = directory.Parent;
        }

        return directory;
    }

    private void Reserve(int length)
    {
        if (_path.Length < length)
        {
            Array.Resize(ref _path, length * 2);
        }
    }
}
