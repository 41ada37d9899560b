using System.Runtime.CompilerServices;

namespace Fathom;

/// <summary>A walk as a stream: the consumer pulls, the workers wait when it is slower than they are.</summary>
/// <remarks>
/// Each enumeration is a walk of its own, on its own threads, and has ended them when it ends: at the end of the tree, by
/// <c>break</c>, by an exception, or cancelled. Nothing is lost. The root comes first; a directory is entered before its entries come and left
/// after everything below it; between directories there is no order, since workers walk them at the same time.
/// <code>
/// using LocalTree tree = LocalTree.Open("/usr");
/// WalkStream stream = new(tree, WalkOptions.Default, new WalkStreamOptions { Wanted = StatMask.Size });
/// long bytes = 0;
/// await foreach (WalkBatch batch in stream)
/// {
///     if (batch.Kind == WalkBatchKind.Entries)
///     {
///         foreach (long size in batch.Entries.Sizes)
///         {
///             bytes += size;
///         }
///     }
/// }
/// </code>
/// </remarks>
public sealed class WalkStream : IAsyncEnumerable<WalkBatch>
{
    private readonly ITree _tree;
    private readonly WalkOptions _options;
    private readonly WalkStreamOptions _streamOptions;

    /// <summary>Prepares a stream; the walk starts with each enumeration.</summary>
    /// <param name="tree">Stays the caller's, and stays open while the stream is read.</param>
    /// <param name="streamOptions">Null for the defaults.</param>
    public WalkStream(ITree tree, WalkOptions options, WalkStreamOptions? streamOptions = null)
    {
        ArgumentNullException.ThrowIfNull(tree);
        ArgumentNullException.ThrowIfNull(options);
        _tree = tree;
        _options = options;
        _streamOptions = streamOptions ?? WalkStreamOptions.Default;
    }

    /// <summary>What the walk did that ended last; null before. Partial after <c>break</c> or cancellation.</summary>
    public WalkSummary? Summary { get; private set; }

    /// <summary>The same walk, entry by entry.</summary>
    public IAsyncEnumerable<WalkEvent> Events => ReadEventsAsync();

    /// <summary>Starts a walk.</summary>
    /// <param name="cancellationToken">Ends the walk; the enumeration then throws <see cref="OperationCanceledException"/>.</param>
    /// <exception cref="FathomException">From <c>MoveNextAsync</c>: the root cannot be examined.</exception>
    /// <exception cref="ArgumentException">From <c>MoveNextAsync</c>: the tree cannot do what the options ask for.</exception>
    public async IAsyncEnumerator<WalkBatch> GetAsyncEnumerator(CancellationToken cancellationToken = default)
    {
        using CancellationTokenSource stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        using StreamSink sink = new(_streamOptions, stop.Token);
        WalkThread walk = new(new Walker(_tree, _options), sink, stop.Token);
        try
        {
            while (await sink.Waiting.WaitToReadAsync(cancellationToken).ConfigureAwait(false))
            {
                while (sink.Waiting.TryRead(out WalkBatch? batch))
                {
                    try
                    {
                        cancellationToken.ThrowIfCancellationRequested();
                        yield return batch;
                    }
                    finally
                    {
                        sink.Return(batch);
                    }
                }
            }

            // A cancelled walk ends by itself, and must not look like a whole one.
            cancellationToken.ThrowIfCancellationRequested();
        }
        finally
        {
            await stop.CancelAsync().ConfigureAwait(false);
            await walk.Ended.ConfigureAwait(false);
            Summary = sink.Summary;
        }
    }

    private async IAsyncEnumerable<WalkEvent> ReadEventsAsync([EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        await foreach (WalkBatch batch in this.WithCancellation(cancellationToken).ConfigureAwait(false))
        {
            if (batch.Kind != WalkBatchKind.Entries)
            {
                yield return new WalkEvent(batch, -1);
                continue;
            }

            for (int i = 0; i < batch.Entries.Count; i++)
            {
                yield return new WalkEvent(batch, i);
            }
        }
    }
}
