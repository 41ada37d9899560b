namespace Fathom.Tests.Support;

/// <summary>A sink that outlives its walks: a walk that was ended early goes on with another one that starts at what was found and not
/// listed. Watches that each directory is listed once, over all walks.</summary>
public sealed class SavedWalk(StatMask wanted = StatMask.Size) : ISink, ISinkWriter
{
    private readonly Lock _lock = new();

    // By row, which begins at 1; 0 stands for no directory.
    private readonly List<SavedDirectory> _directories = [new SavedDirectory()];
    private readonly Dictionary<(long Parent, string Name), long> _rows = [];
    private readonly List<string> _violations = [];
    private readonly List<WalkError> _errors = [];
    private int _writes;

    /// <inheritdoc/>
    public StatMask Wanted => wanted;

    /// <summary>Told of each batch with the number of batches of this walk.</summary>
    public Action<int>? OnWrite { get; set; }

    /// <summary>Told before a directory is entered.</summary>
    public Action<DirectoryNode>? OnEnter { get; set; }

    /// <summary>What came in a wrong order, or twice.</summary>
    public IReadOnlyList<string> Violations => _violations;

    /// <summary>Errors of all walks.</summary>
    public IReadOnlyList<WalkError> Errors => _errors;

    /// <summary>Directories that were found and not listed.</summary>
    public int Waiting => _directories.Skip(1).Count(static directory => !directory.IsListed);

    /// <summary>Paths of all entries, bytes as Latin-1 text.</summary>
    public IEnumerable<string> Paths()
    {
        yield return PathOf(1);
        for (int row = 1; row < _directories.Count; row++)
        {
            string path = PathOf(row);
            foreach (string name in _directories[row].Entries)
            {
                yield return $"{path}/{name}";
            }
        }
    }

    /// <summary>Where the next walk begins.</summary>
    /// <param name="withIds">With the identities of directories.</param>
    public WalkStart MakeStart(bool withIds = true)
    {
        WalkStart start = new(rootRow: 1);
        int[] indexes = new int[_directories.Count];
        for (int row = 1; row < _directories.Count; row++)
        {
            SavedDirectory directory = _directories[row];
            if (row > 1)
            {
                NodeId id = withIds ? directory.Id : default;
                indexes[row] = start.Add(
                    indexes[directory.Parent], directory.Name, new NodeHandle(directory.Handle), id, row, !directory.IsListed, directory.Ordinal);
            }
            else if (!directory.IsListed)
            {
                start.ListRoot();
            }
        }

        return start;
    }

    /// <inheritdoc/>
    public ISinkWriter OpenWriter(int worker) => this;

    /// <inheritdoc/>
    public void Complete(WalkSummary summary)
    {
        _writes = 0;
        Require(!_directories.Exists(static directory => directory.IsOpen), "complete while a directory is open");
    }

    /// <inheritdoc/>
    public WalkAction Enter(DirectoryNode directory)
    {
        OnEnter?.Invoke(directory);
        lock (_lock)
        {
            SavedDirectory saved = _directories[(int)directory.Row];
            string path = RecordingSink.Text(directory.GetPath());
            Require(PathOf((int)directory.Row) == path, $"{path} has the row of {PathOf((int)directory.Row)}");
            Require(path.Length == directory.PathLength, $"{path} has another length");
            Require(!saved.IsOpen && !saved.IsListed, $"{path} is entered again");
            saved.IsOpen = true;

            // Its entries come again, from the first one.
            saved.Entries.Clear();
        }

        return WalkAction.Continue;
    }

    /// <inheritdoc/>
    public WalkAction Write(EntryBatch batch)
    {
        int writes;
        lock (_lock)
        {
            writes = ++_writes;
            long parent = batch.Directory?.Row ?? 0;
            SavedDirectory directory = _directories[(int)parent];
            Require(parent == 0 || directory.IsOpen, "entries of a directory that is not open");
            Require(!directory.IsListed, "entries of a directory that was listed");
            for (int i = 0; i < batch.Count; i++)
            {
                string name = RecordingSink.Text(batch.Name(i));
                Require(directory.Entries.Add(name), $"{name} is delivered twice");
                if (batch.Descends(i))
                {
                    Number(batch, i, (parent, name));
                }
            }
        }

        OnWrite?.Invoke(writes);
        return WalkAction.Continue;
    }

    /// <inheritdoc/>
    public void Listed(DirectoryNode directory)
    {
        lock (_lock)
        {
            SavedDirectory saved = _directories[(int)directory.Row];
            Require(saved.IsOpen && !saved.IsListed, "listed, and is not open or was listed before");
            saved.IsListed = true;
        }
    }

    /// <inheritdoc/>
    public void Leave(DirectoryNode directory)
    {
        lock (_lock)
        {
            Require(_directories[(int)directory.Row].IsOpen, "left, and is not open");
            _directories[(int)directory.Row].IsOpen = false;
        }
    }

    /// <inheritdoc/>
    public void WriteError(WalkError error)
    {
        lock (_lock)
        {
            _errors.Add(error);
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
    }

    // One that an earlier walk found in a directory that was not listed to its end has been walked, or is a start of its own.
    private void Number(EntryBatch batch, int index, (long Parent, string Name) key)
    {
        if (_rows.ContainsKey(key))
        {
            batch.Prune(index);
            return;
        }

        long row = _directories.Count;
        _rows.Add(key, row);
        batch.SetRow(index, row);
        _directories.Add(new SavedDirectory
        {
            Parent = (int)key.Parent,
            Name = batch.Name(index).ToArray(),
            Handle = batch.Handle(index).Bytes.ToArray(),
            Id = new NodeId((batch.Filled & StatMask.Device) != 0 ? batch.Devices[index] : 0, batch.Inodes[index]),
            Ordinal = batch.FirstOrdinal + index,
        });
    }

    private string PathOf(int row)
    {
        List<string> names = [];
        for (int at = row; at > 0; at = _directories[at].Parent)
        {
            names.Add(RecordingSink.Text(_directories[at].Name));
        }

        names.Reverse();
        return string.Join('/', names);
    }

    private void Require(bool holds, string violation)
    {
        if (!holds)
        {
            _violations.Add(violation);
        }
    }

    private sealed class SavedDirectory
    {
        internal int Parent { get; init; }

        internal byte[] Name { get; init; } = [];

        internal byte[] Handle { get; init; } = [];

        internal NodeId Id { get; init; }

        internal long Ordinal { get; init; }

        internal HashSet<string> Entries { get; } = [];

        internal bool IsOpen { get; set; }

        internal bool IsListed { get; set; }
    }
}
