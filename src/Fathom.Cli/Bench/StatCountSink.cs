namespace Fathom.Cli;

/// <summary>Counts what a walk delivers.</summary>
internal sealed class StatCountSink(StatMask wanted) : ISink
{
    private readonly Lock _gate = new();

    public StatMask Wanted => wanted;

    internal StatCount Count { get; private set; }

    public ISinkWriter OpenWriter(int worker) => new Writer(this);

    public void Complete(WalkSummary summary)
    {
    }

    private void Add(in StatCount count)
    {
        lock (_gate)
        {
            Count = Count.Plus(in count);
        }
    }

    private sealed class Writer(StatCountSink sink) : ISinkWriter
    {
        private StatCount _count;

        public WalkAction Enter(DirectoryNode directory) => WalkAction.Continue;

        public WalkAction Write(EntryBatch batch)
        {
            ReadOnlySpan<long> allocated = batch.Allocated;
            for (int i = 0; i < allocated.Length; i++)
            {
                _count = _count.With(batch.Errnos(i), allocated[i]);
            }

            return WalkAction.Continue;
        }

        public void Listed(DirectoryNode directory)
        {
        }

        public void Leave(DirectoryNode directory)
        {
        }

        public void WriteError(WalkError error)
        {
        }

        public void Dispose() => sink.Add(in _count);
    }
}
