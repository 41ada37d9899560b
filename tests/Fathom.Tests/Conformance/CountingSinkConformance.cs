namespace Fathom.Tests.Conformance;

/// <summary>A sink as simple as can be, without locks: sums in each writer, merged at the end.</summary>
public sealed class CountingSinkConformance : SinkConformance
{
    protected override ISink Create() => new CountingSink();

    protected override SinkContent Read(ISink sink)
    {
        CountingSink counting = (CountingSink)sink;
        return new SinkContent { Entries = counting.Entries, Errors = counting.Errors, ApparentBytes = counting.Bytes };
    }

    private sealed class CountingSink : ISink
    {
        private readonly Writer?[] _writers = new Writer?[16];

        public StatMask Wanted => StatMask.Size;

        internal long Entries { get; private set; }

        internal long Errors { get; private set; }

        internal long Bytes { get; private set; }

        public ISinkWriter OpenWriter(int worker) => _writers[worker] = new Writer();

        public void Complete(WalkSummary summary)
        {
            foreach (Writer? writer in _writers)
            {
                Entries += writer?.Entries ?? 0;
                Errors += writer?.Errors ?? 0;
                Bytes += writer?.Bytes ?? 0;
            }
        }
    }

    private sealed class Writer : ISinkWriter
    {
        internal long Entries { get; private set; }

        internal long Errors { get; private set; }

        internal long Bytes { get; private set; }

        public WalkAction Enter(DirectoryNode directory) => WalkAction.Continue;

        public WalkAction Write(EntryBatch batch)
        {
            Entries += batch.Count;
            for (int i = 0; i < batch.Count; i++)
            {
                Bytes += batch.Errnos(i) == Errno.None ? batch.Sizes[i] : 0;
            }

            return WalkAction.Continue;
        }

        public void Listed(DirectoryNode directory)
        {
        }

        public void Leave(DirectoryNode directory)
        {
        }

        public void WriteError(WalkError error) => Errors++;

        public void Dispose()
        {
        }
    }
}
