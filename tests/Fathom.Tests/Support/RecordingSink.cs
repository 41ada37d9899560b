using System.Text;

namespace Fathom.Tests.Support;

/// <summary>Keeps all that a walk delivers, and watches the order in which it comes. Bytes are shown as Latin-1 text, which loses
/// nothing.</summary>
public sealed class RecordingSink(StatMask wanted = StatMask.Size) : ISink
{
    private readonly Lock _lock = new();
    private readonly Dictionary<string, Recorded> _entries = [];

    // By the row that a directory is given when it is entered, so that paths are put together once.
    private readonly List<OpenDirectory> _directories = [];
    private int _open;
    private readonly List<string> _entered = [];
    private readonly List<string> _listed = [];
    private readonly List<string> _left = [];
    private readonly List<WalkError> _errors = [];
    private readonly List<string> _violations = [];
    private int _openWriters;

    /// <inheritdoc/>
    public StatMask Wanted => wanted;

    /// <summary>Asked before a directory is entered.</summary>
    public Func<string, WalkAction>? OnEnter { get; init; }

    /// <summary>Asked with each batch.</summary>
    public Func<EntryBatch, WalkAction>? OnWrite { get; init; }

    /// <summary>Told when all entries of a directory have come.</summary>
    public Action<string>? OnListed { get; init; }

    /// <summary>Told when a directory is left.</summary>
    public Action<string>? OnLeave { get; init; }

    /// <summary>Told when a writer is opened.</summary>
    public Action<int>? OnOpenWriter { get; init; }

    /// <summary>What came, by path.</summary>
    public IReadOnlyDictionary<string, Recorded> Entries => _entries;

    /// <summary>Directories that were entered, in order.</summary>
    public IReadOnlyList<string> Entered => _entered;

    /// <summary>Directories of which all entries came, in order.</summary>
    public IReadOnlyList<string> Listed => _listed;

    /// <summary>Directories that were left, in order.</summary>
    public IReadOnlyList<string> Left => _left;

    /// <summary>Errors, in the order in which they came.</summary>
    public IReadOnlyList<WalkError> Errors => _errors;

    /// <summary>What came in a wrong order, or twice.</summary>
    public IReadOnlyList<string> Violations => _violations;

    /// <summary>How often the walk said that it is complete.</summary>
    public int Completed { get; private set; }

    /// <summary>Writers that were opened and not disposed.</summary>
    public int OpenWriters => Volatile.Read(ref _openWriters);

    /// <summary>Batches that came.</summary>
    public int Batches { get; private set; }

    /// <inheritdoc/>
    public ISinkWriter OpenWriter(int worker)
    {
        OnOpenWriter?.Invoke(worker);
        Interlocked.Increment(ref _openWriters);
        return new Writer(this);
    }

    /// <inheritdoc/>
    public void Complete(WalkSummary summary)
    {
        Completed++;
        Require(OpenWriters == 0, "complete while writers are open");
        Require(_open == 0, $"complete while {_open} directories are open");
    }

    /// <summary>Bytes as text.</summary>
    public static string Text(ReadOnlySpan<byte> bytes) => Encoding.Latin1.GetString(bytes);

    private void Require(bool holds, string violation)
    {
        if (!holds)
        {
            _violations.Add(violation);
        }
    }

    private WalkAction Enter(DirectoryNode directory)
    {
        string path = PathOf(directory.Parent, directory.Name);
        WalkAction action = OnEnter?.Invoke(path) ?? WalkAction.Continue;
        if (action != WalkAction.Continue)
        {
            return action;
        }

        lock (_lock)
        {
            Require(directory.Row == 0, $"{path} is entered twice");
            Require(_entries.ContainsKey(path), $"{path} is entered before it was delivered");
            _directories.Add(new OpenDirectory(path));
            directory.Row = _directories.Count;
            _open++;
            _entered.Add(path);
            if (directory.Parent is not null)
            {
                Require(StateOf(directory.Parent).IsOpen, $"{path} is entered while its parent is not");
                StateOf(directory.Parent).Children++;
            }
        }

        return action;
    }

    private WalkAction Write(EntryBatch batch)
    {
        lock (_lock)
        {
            Batches++;
            if (batch.Directory is not null)
            {
                OpenDirectory state = StateOf(batch.Directory);
                Require(state.IsOpen, "entries of a directory that is not open");
                Require(!state.IsListed, "entries of a directory that was listed");
                state.Writing++;
            }

            for (int i = 0; i < batch.Count; i++)
            {
                string path = PathOf(batch.Directory, batch.Name(i));
                Require(_entries.TryAdd(path, new Recorded(batch, i)), $"{path} is delivered twice");
            }
        }

        WalkAction action = OnWrite?.Invoke(batch) ?? WalkAction.Continue;
        if (batch.Directory is not null)
        {
            lock (_lock)
            {
                StateOf(batch.Directory).Writing--;
            }
        }

        return action;
    }

    private void ListedAll(DirectoryNode directory)
    {
        OpenDirectory state;
        lock (_lock)
        {
            state = StateOf(directory);
            _listed.Add(state.Path);
            Require(state.IsOpen, $"{state.Path} is listed and was not open");
            Require(!state.IsListed, $"{state.Path} is listed twice");
            Require(state.Writing == 0, $"{state.Path} is listed while {state.Writing} of its batches are being written");
            state.IsListed = true;
        }

        OnListed?.Invoke(state.Path);
    }

    private void Leave(DirectoryNode directory)
    {
        OpenDirectory state;
        lock (_lock)
        {
            state = StateOf(directory);
            _left.Add(state.Path);
            Require(state.IsOpen, $"{state.Path} is left and was not open");
            Require(state.Children == 0, $"{state.Path} is left before {state.Children} of its children");
            state.IsOpen = false;
            _open--;
            if (directory.Parent is not null)
            {
                StateOf(directory.Parent).Children--;
            }
        }

        OnLeave?.Invoke(state.Path);
    }

    private OpenDirectory StateOf(DirectoryNode directory) => directory.Row > 0
        ? _directories[(int)directory.Row - 1]
        : throw new InvalidOperationException($"{Text(directory.GetPath())} was not entered");

    private string PathOf(DirectoryNode? directory, ReadOnlySpan<byte> name)
    {
        if (directory is null)
        {
            return Text(name);
        }

        string parent;
        lock (_lock)
        {
            parent = StateOf(directory).Path;
        }

        return parent.EndsWith('/') ? parent + Text(name) : $"{parent}/{Text(name)}";
    }

    private void WriteError(WalkError error)
    {
        lock (_lock)
        {
            _errors.Add(error);
        }
    }

    private sealed class OpenDirectory(string path)
    {
        internal string Path { get; } = path;

        internal bool IsOpen { get; set; } = true;

        internal bool IsListed { get; set; }

        internal int Writing { get; set; }

        internal int Children { get; set; }
    }

    private sealed class Writer(RecordingSink sink) : ISinkWriter
    {
        private int _users;

        public WalkAction Enter(DirectoryNode directory)
        {
            using Use use = new(this);
            return sink.Enter(directory);
        }

        public WalkAction Write(EntryBatch batch)
        {
            using Use use = new(this);
            return sink.Write(batch);
        }

        public void Listed(DirectoryNode directory)
        {
            using Use use = new(this);
            sink.ListedAll(directory);
        }

        public void Leave(DirectoryNode directory)
        {
            using Use use = new(this);
            sink.Leave(directory);
        }

        public void WriteError(WalkError error)
        {
            using Use use = new(this);
            sink.WriteError(error);
        }

        public void Dispose() => Interlocked.Decrement(ref sink._openWriters);

        // One thread at a time uses a writer.
        private readonly ref struct Use
        {
            private readonly Writer _writer;

            internal Use(Writer writer)
            {
                _writer = writer;
                if (Interlocked.Increment(ref writer._users) != 1)
                {
                    throw new InvalidOperationException("two threads use one writer");
                }
            }

            public void Dispose() => Interlocked.Decrement(ref _writer._users);
        }
    }
}
