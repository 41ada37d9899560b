using System.Threading.Channels;

namespace Fathom;

// Slots bound what is in flight; the channel only keeps the order.
//
//   worker:    wait for a slot ─▶ fill a free item ─▶ channel        (blocks, as plain threads do)
//   consumer:  channel ─▶ use the item ─▶ free items, slot given back (awaits, holds no thread)
//
// A worker goes on after its item is in the channel, so what happens later in the walk comes later in the stream.

/// <summary>Puts what a walk delivers into a bounded queue. After <paramref name="stop"/> everything is dropped, and nobody waits.</summary>
internal sealed class StreamSink(WalkStreamOptions options, CancellationToken stop) : ISink, IDisposable
{
    private readonly Channel<WalkBatch> _channel =
        Channel.CreateUnbounded<WalkBatch>(new UnboundedChannelOptions { SingleReader = true });

    private readonly SemaphoreSlim _slots = new(options.Capacity);
    private readonly Lock _lock = new();
    private readonly Stack<WalkBatch> _free = new();

    /// <inheritdoc/>
    public StatMask Wanted => options.Wanted;

    /// <summary>Items for the consumer, which gives each to <see cref="Return"/>.</summary>
    internal ChannelReader<WalkBatch> Waiting => _channel.Reader;

    /// <summary>Set when the walk has ended.</summary>
    internal WalkSummary? Summary { get; private set; }

    /// <inheritdoc/>
    public ISinkWriter OpenWriter(int worker) => new StreamWriter(this);

    /// <inheritdoc/>
    public void Complete(WalkSummary summary)
    {
        Summary = summary;
        End(null);
    }

    /// <summary>The consumer has moved on.</summary>
    internal void Return(WalkBatch batch)
    {
        lock (_lock)
        {
            _free.Push(batch);
        }

        _slots.Release();
    }

    /// <summary>Nothing more will come.</summary>
    /// <param name="failure">What the consumer is to be thrown; null after a walk.</param>
    internal void End(Exception? failure) => _channel.Writer.TryComplete(failure);

    /// <summary>Waits for a slot.</summary>
    /// <returns>Null when the stream was stopped.</returns>
    internal WalkBatch? Rent()
    {
        try
        {
            _slots.Wait(stop);
        }
        catch (OperationCanceledException)
        {
            return null;
        }

        lock (_lock)
        {
            return _free.TryPop(out WalkBatch? batch) ? batch : new WalkBatch();
        }
    }

    internal void Send(WalkBatch batch) => _channel.Writer.TryWrite(batch);

    /// <inheritdoc/>
    public void Dispose() => _slots.Dispose();
}
