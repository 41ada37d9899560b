using System.Text;

namespace Fathom.Transfer;

/// <summary>Counts and passes on what a transfer finds, one call at a time whatever thread it comes from.</summary>
internal sealed class TransferReport
{
    private readonly ITransferObserver _observer;
    private readonly bool _tellsUnchanged;
    private readonly Lock _lock = new();
    private readonly HashSet<(TransferAction Action, bool IsSource, string Path)>? _toldErrors;
    private bool _hasToldStop;

    /// <param name="repeats">The trees are read more than once, so that the same errors come again.</param>
    internal TransferReport(ITransferObserver observer, bool tellsUnchanged, bool repeats)
    {
        _observer = observer;
        _tellsUnchanged = tellsUnchanged;
        _toldErrors = repeats ? [] : null;
    }

    internal TransferTotals Totals { get; } = new();

    /// <summary>Collects what is not done; null if nobody asks.</summary>
    internal UndoneNames? Undone { get; init; }

    /// <summary>Not everything is done.</summary>
    internal bool HasUndone => Undone is { } undone && undone.Copy() is not { Count: 0 };

    /// <summary>Something of the source could not be read, so that what it holds is not known.</summary>
    internal bool HasSourceError { get; private set; }

    /// <summary>Tells a step, and counts it.</summary>
    internal void Tell(PlanStep step)
    {
        lock (_lock)
        {
            Count(step);
            if (_tellsUnchanged || (step.Changes & ItemChanges.Significant) != 0 || !step.Leader.IsEmpty)
            {
                _observer.OnStep(step);
            }
        }
    }

    /// <summary>Tells what a comparison found beside steps, and counts what it looked at.</summary>
    internal void Tell(PairResult result)
    {
        lock (_lock)
        {
            for (int kind = 0; kind < result.Seen.Length; kind++)
            {
                Totals.Seen[kind] += result.Seen[kind];
            }

            Totals.SeenBytes += result.SeenBytes;
            HasSourceError |= result.HasSourceError;
        }

        foreach (TransferError error in result.Errors)
        {
            Tell(in error);
        }

        foreach ((TransferNotice notice, byte[] path) in result.Notices)
        {
            Tell(notice, path);
        }
    }

    internal void Tell(in TransferError error)
    {
        Undone?.Add(in error);
        lock (_lock)
        {
            HasSourceError |= error.IsSource;
            if (_toldErrors?.Add((error.Action, error.IsSource, Encoding.Latin1.GetString(error.Path.Span))) == false)
            {
                return;
            }

            Totals.Errors++;
            _observer.OnError(in error);
        }
    }

    internal void Tell(TransferNotice notice, ReadOnlyMemory<byte> path, long count = 1)
    {
        lock (_lock)
        {
            if (notice == TransferNotice.DeletionsStopped && _hasToldStop)
            {
                return;
            }

            _hasToldStop |= notice == TransferNotice.DeletionsStopped;
            if (notice == TransferNotice.Vanished)
            {
                Totals.Vanished++;
                Undone?.Add(path, isWhole: true);
            }

            _observer.OnNotice(notice, path, count);
        }
    }

    /// <summary>A copy has ended.</summary>
    internal void CountCopied()
    {
        lock (_lock)
        {
            Totals.FilesCopied++;
        }
    }

    private void Count(PlanStep step)
    {
        if (step.Kind == StepKind.Delete)
        {
            Totals.Deleted[(int)step.NodeKind]++;
        }
        else if ((step.Changes & ItemChanges.New) != 0)
        {
            Totals.Created[(int)step.NodeKind]++;
        }

        if (step.Kind == StepKind.CopyFile)
        {
            Totals.FilesToCopy++;
            Totals.BytesToCopy += step.Source.Size;
        }
    }
}
