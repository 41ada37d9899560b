using System.Text;

namespace Fathom.Tests.Support;

/// <summary>Keeps all that a walk delivers, and watches the order in which it comes. Bytes are shown as Latin-1 text, which loses
/// nothing.</summary>
public sealed class RecordingSink(StatMask wanted = StatMask.Size) : ISink
{
    private readonly Lock _lock = new();
    private readonly Dictionary<string, Recorded> _entries = [];
    private readonly Dictionary<string, int> _open = [];
    private readonly List<string> _entered = [];
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

    /// <summary>Told when a directory is left.</summary>
    public Action<string>? OnLeave { get; init; }

    /// <summary>Told when a writer is opened.</summary>
    public Action<int>? OnOpenWriter { get; init; }

    /// <summary>What came, by path.</summary>
    public IReadOnlyDictionary<string, Recorded> Entries => _entries;

    /// <summary>Directories that were entered, in order.</summary>
    public IReadOnlyList<string> Entered => _entered;

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
        Require(_open.Count == 0, $"complete while {_open.Count} directories are open");
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
        string path = Text(directory.GetPath());
        WalkAction action = OnEnter?.Invoke(path) ?? WalkAction.Continue;
        if (action != WalkAction.Continue)
        {
            return action;
        }

        lock (_lock)
        {
            _entered.Add(path);
            Require(_open.TryAdd(path, 0), $"{path} is entered twice");
            Require(_entries.ContainsKey(path), $"{path} is entered before it was delivered");
            if (directory.Parent is not null)
            {
                string parent = Text(directory.Parent.GetPath());
                Require(_open.ContainsKey(parent), $"{path} is entered while its parent is not");
                _open[parent] = _open.GetValueOrDefault(parent) + 1;
            }
        }

        return action;
    }

    private WalkAction Write(EntryBatch batch)
    {
        lock (_lock)
        {
            Batches++;
            string parent = batch.Directory is null ? "" : Text(batch.Directory.GetPath());
            Require(batch.Directory is null || _open.ContainsKey(parent), $"entries of {parent}, which is not open");
            for (int i = 0; i < batch.Count; i++)
            {
                string path = batch.Directory is null ? Text(batch.Name(i)) : Text(batch.Directory.GetPath(batch.Name(i)));
                Require(_entries.TryAdd(path, new Recorded(batch, i)), $"{path} is delivered twice");
            }
        }

        return OnWrite?.Invoke(batch) ?? WalkAction.Continue;
    }

    private void Leave(DirectoryNode directory)
    {
        string path = Text(directory.GetPath());
        OnLeave?.Invoke(path);
        lock (_lock)
        {
            _left.Add(path);
            Require(_open.Remove(path, out int children), $"{path} is left and was not open");
            Require(children == 0, $"{path} is left before {children} of its children");
            if (directory.Parent is not null)
            {
                _open[Text(directory.Parent.GetPath())]--;
            }
        }
    }

    private void WriteError(WalkError error)
    {
        lock (_lock)
        {
            _errors.Add(error);
        }
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
