using System.Threading.Channels;

using Fathom.Tests.Support;

namespace Fathom.Tests.Streaming;

/// <summary>Reads a stream's sink while a walk fills it, as a consumer does.</summary>
internal sealed class StreamDrain
{
    private readonly StreamSink _sink;
    private readonly List<string> _paths = [];
    private readonly Task _reading;
    private long _bytes;
    private long _errors;

    internal StreamDrain(StreamSink sink)
    {
        _sink = sink;
        _reading = Task.Run(ReadAsync);
    }

    internal IReadOnlyList<string> Paths => _paths;

    internal long Bytes => _bytes;

    internal long Errors => _errors;

    internal void Wait() => Deadline.Run(() => _reading.GetAwaiter().GetResult());

    private async Task ReadAsync()
    {
        ChannelReader<WalkBatch> waiting = _sink.Waiting;
        while (await waiting.WaitToReadAsync())
        {
            while (waiting.TryRead(out WalkBatch? batch))
            {
                _errors += batch.Kind == WalkBatchKind.Error ? 1 : 0;
                for (int i = 0; batch.Kind == WalkBatchKind.Entries && i < batch.Entries.Count; i++)
                {
                    _paths.Add(RecordingSink.Text(batch.GetPath(i)));
                    _bytes += batch.Entries.Errnos(i) == Errno.None ? batch.Entries.Sizes[i] : 0;
                }

                _sink.Return(batch);
            }
        }
    }
}
