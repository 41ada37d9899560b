using Fathom.Transfer;

namespace Fathom.Cli;

/// <summary>Passes on what a transfer tells, and keeps what decides the exit code.</summary>
/// <param name="next">Prints it.</param>
internal sealed class TransferOutcome(ITransferObserver next) : ITransferObserver
{
    private volatile bool _isPartial;
    private volatile bool _reachedMaxDelete;
    private volatile bool _vanished;

    /// <summary>Learns of names; null for nobody.</summary>
    internal TransferProgress? Progress { get; set; }

    /// <inheritdoc/>
    public void OnStep(PlanStep step)
    {
        Progress?.Meet(step.Path);
        next.OnStep(step);
    }

    /// <inheritdoc/>
    public void OnNotice(TransferNotice notice, ReadOnlyMemory<byte> path, long count)
    {
        _reachedMaxDelete |= notice == TransferNotice.MaxDeleteReached;
        _vanished |= notice == TransferNotice.Vanished;
        next.OnNotice(notice, path, count);
    }

    /// <inheritdoc/>
    public void OnError(in TransferError error)
    {
        _isPartial = true;
        next.OnError(error);
    }

    /// <summary>What rsync would exit with: an error counts more than what vanished, and that more than a limit.</summary>
    internal int ExitCode(TransferTotals totals) => _isPartial || totals.Errors > 0 ? TransferExit.Partial
        : _vanished || totals.Vanished > 0 ? TransferExit.Vanished
        : _reachedMaxDelete || totals.NotDeleted > 0 ? TransferExit.MaxDelete
        : Cli.ExitCode.Done;
}
