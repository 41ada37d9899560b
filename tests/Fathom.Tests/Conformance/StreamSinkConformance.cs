using System.Runtime.CompilerServices;

using Fathom.Tests.Streaming;

namespace Fathom.Tests.Conformance;

/// <summary>What a stream delivers to a consumer that keeps up.</summary>
public sealed class StreamSinkConformance : SinkConformance
{
    private readonly ConditionalWeakTable<ISink, StreamDrain> _drains = [];

    protected override ISink Create()
    {
        StreamSink sink = new(new WalkStreamOptions { Wanted = StatMask.Size, Capacity = 3 }, CancellationToken.None);
        _drains.Add(sink, new StreamDrain(sink));
        return sink;
    }

    protected override SinkContent Read(ISink sink)
    {
        StreamDrain drain = _drains.GetValue(sink, static _ => throw new InvalidOperationException("not created here"));
        drain.Wait();
        return new SinkContent { Entries = drain.Paths.Count, Errors = drain.Errors, ApparentBytes = drain.Bytes, Paths = drain.Paths };
    }
}
