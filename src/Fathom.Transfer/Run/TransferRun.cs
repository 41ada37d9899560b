namespace Fathom.Transfer;

/// <summary>Plans a transfer, or carries it out.</summary>
/// <remarks>One run of an instance. What fails for one name is told to the observer and counted; the transfer goes on with the next.</remarks>
public sealed class TransferRun
{
    private readonly TransferRequest _request;
    private readonly TransferReport _report;

    /// <param name="request">What to do. Its trees stay the caller's.</param>
    /// <param name="observer">Is told of every step.</param>
    public TransferRun(TransferRequest request, ITransferObserver observer)
    {
        ArgumentNullException.ThrowIfNull(request);
        ArgumentNullException.ThrowIfNull(observer);
        // As rsync: backups beside the files would change the times of their directories.
        bool omitsTimes = request.Options is { Backup: true, BackupDirectory: null };
        _request = omitsTimes ? request with { Options = request.Options with { OmitDirectoryTimes = true } } : request;
        if (!request.Options.HasPositions)
        {
            _request = _request with { Start = null, Journal = null };
        }

        _report = new TransferReport(observer, request.TellsUnchanged, repeats: request.Options.Delete is DeleteTime.Before or DeleteTime.After)
        {
            Undone = _request.Journal is null ? null : new UndoneNames(),
        };
    }

    /// <summary>Counts so far.</summary>
    public TransferTotals Totals => _report.Totals;

    /// <summary>Tells every step that a transfer would take, and changes nothing.</summary>
    /// <exception cref="FathomException">A root cannot be opened, or a tree is lost.</exception>
    /// <exception cref="OperationCanceledException">Cancelled.</exception>
    public void Plan(CancellationToken cancellation) => Plan(null, cancellation);

    /// <summary>Tells every step that a transfer would take, and saves them; changes nothing.</summary>
    /// <param name="writer">Gets the steps; the caller completes it. Null to save nothing.</param>
    /// <exception cref="FathomException">A root cannot be opened, or a tree is lost.</exception>
    /// <exception cref="IOException">The plan cannot be written.</exception>
    /// <exception cref="OperationCanceledException">Cancelled.</exception>
    public void Plan(PlanWriter? writer, CancellationToken cancellation) =>
        new StepFlow(_request, _report, new PlanGate(writer, saved: null, _report), executor: null, cancellation).Run();

    /// <summary>Makes the target equal the source.</summary>
    /// <exception cref="FathomException">A root cannot be opened, or a tree is lost.</exception>
    /// <exception cref="OperationCanceledException">Cancelled: every file is the old one or a whole copy.</exception>
    public void Sync(CancellationToken cancellation) => Sync(null, cancellation);

    /// <summary>Carries out the steps of a plan, and no others.</summary>
    /// <param name="plan">Was made with the same request. A step that differs from it by now is told as an error (<see cref="TransferAction.CheckPlan"/>),
    /// and not carried out. Null for all steps.</param>
    /// <exception cref="FathomException">A root cannot be opened, or a tree is lost.</exception>
    /// <exception cref="OperationCanceledException">Cancelled: every file is the old one or a whole copy.</exception>
    public void Sync(SavedPlan? plan, CancellationToken cancellation)
    {
        using SyncExecutor executor = new(_request, _report, cancellation);
        new StepFlow(_request, _report, new PlanGate(writer: null, plan, _report), executor, cancellation).Run();
    }
}
