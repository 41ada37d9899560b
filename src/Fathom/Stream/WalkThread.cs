namespace Fathom;

/// <summary>The thread that runs the walk of one stream, as its worker 0.</summary>
internal sealed class WalkThread
{
    private readonly Walker _walker;
    private readonly StreamSink _sink;
    private readonly CancellationToken _stop;

    // Continuations run elsewhere: the consumer's code must not hold up the end of this thread.
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);

    internal WalkThread(Walker walker, StreamSink sink, CancellationToken stop)
    {
        _walker = walker;
        _sink = sink;
        _stop = stop;
        Thread thread = new(Run, maxStackSize: 512 * 1024) { Name = "walk-stream", IsBackground = true };
        thread.Start();
    }

    /// <summary>Done when no worker runs any more; never fails.</summary>
    internal Task Ended => _ended.Task;

    private void Run()
    {
        try
        {
            _walker.Run(_sink, _stop);
        }
        catch (Exception failure)
        {
            // A thread's entry: the failure is the consumer's.
            _sink.End(failure);
        }
        finally
        {
            _ended.SetResult();
        }
    }
}
