using Fathom.Transfer;

namespace Fathom.Cli;

/// <summary>Runs a transfer and prints what it tells.</summary>
internal sealed class TransferTelling(TransferInvocation invocation, TransferRoots roots, TransferTarget target)
{
    private static readonly TimeSpan s_interval = TimeSpan.FromSeconds(1);

    private readonly TransferOutput _output = invocation.Settings.Output;

    /// <summary>Plans, and transfers unless a plan is all that was asked for.</summary>
    /// <returns>The exit code of the process.</returns>
    internal int Run(TransferRequest request, CancellationToken cancellation)
    {
        using StandardOutput stream = new();
        return _output.IsJson ? RunAsJson(request, stream, cancellation) : RunAsText(request, stream, cancellation);
    }

    private int RunAsJson(TransferRequest request, StandardOutput stream, CancellationToken cancellation)
    {
        using TransferJson json = new(request.Options, _output.Itemizes > 1, stream);
        TransferOutcome outcome = new(json);
        TransferRun run = new(request, outcome);
        int exitCode = Execute(run, outcome, static () => { }, cancellation);
        json.WriteSummary(run.Totals, invocation.IsPlan, exitCode);
        return exitCode;
    }

    private int RunAsText(TransferRequest request, StandardOutput stream, CancellationToken cancellation)
    {
        TransferLines lines = new(_output, request.Options, roots.Source.ShownParent) { ShownName = NameToShow() };
        TransferText text = new(invocation.Command, _output, lines, stream);
        TransferOutcome outcome = new(text);
        TransferRun run = new(request, outcome);
        TransferProgress progress = new(run.Totals);
        outcome.Progress = progress;
        if (target.IsMade && (_output.HasColumns || _output.NameLevel > 0) && !_output.IsQuiet)
        {
            text.Tell("created directory ", roots.TargetName);
        }

        int exitCode = Execute(run, outcome, () => PrintProgress(text, progress), cancellation);
        Finish(text, run.Totals, progress);
        return exitCode;
    }

    private int Execute(TransferRun run, TransferOutcome outcome, Action tell, CancellationToken cancellation)
    {
        bool printsProgress = _output.PrintsProgress && !invocation.IsPlan && !_output.IsJson;
        using ProgressLine? line = outcome.Progress is { } progress
            ? ProgressLine.Start(_output.IsQuiet || printsProgress || Terminal.StandardOutput.IsTerminal && _output.Template is not null, progress.Format)
            : null;
        using Timer? timer = printsProgress ? new Timer(_ => tell(), null, s_interval, s_interval) : null;
        try
        {
            Carry(run, cancellation);
        }
        catch (OperationCanceledException)
        {
            return TransferExit.Interrupted;
        }
        catch (FathomException) when (run.Totals.IsTargetFull)
        {
            // The error itself is told already.
            string how = invocation.Settings.Options.HasPositions ? " with --resume" : "";
            new Message(invocation.Command).Write($"nothing more is copied, because DST is full: make room there, and run again{how}");
            return TransferExit.FileIo;
        }

        return cancellation.IsCancellationRequested ? TransferExit.Interrupted : outcome.ExitCode(run.Totals);
    }

    private void Carry(TransferRun run, CancellationToken cancellation)
    {
        if (invocation.IsPlan && invocation.PlanFile is not null && invocation.Arguments.Count > 0)
        {
            SavedPlanFile.Save(invocation, writer => run.Plan(writer, cancellation));
        }
        else if (invocation.IsPlan)
        {
            run.Plan(cancellation);
        }
        else if (invocation.PlanFile is { } file)
        {
            using FileStream stream = SavedPlanFile.Open(file);
            run.Sync(SavedPlanFile.Read(stream, file, SavedPlan.Read), cancellation);
        }
        else
        {
            run.Sync(cancellation);
        }
    }

    private void PrintProgress(TransferText text, TransferProgress progress)
    {
        text.Print(progress.ToRsyncLine(_output.HumanLevel));
        text.Flush();
    }

    private void Finish(TransferText text, TransferTotals totals, TransferProgress progress)
    {
        if (_output.PrintsProgress && !invocation.IsPlan && !_output.IsQuiet)
        {
            text.Print(progress.ToRsyncLine(_output.HumanLevel) + "\n");
        }

        if (_output.PrintsStatistics && !_output.IsQuiet)
        {
            text.Print(TransferSummary.Statistics(totals, _output.HumanLevel));
        }

        text.Flush();
        if (invocation.TellsTotals)
        {
            StandardError.Shared.WriteLine($"{invocation.Command}: {TransferSummary.OfPlan(totals, invocation.Settings.Options.BytesPerSecond)}");
        }
        else if (_output.Verbosity > 0 && !_output.IsQuiet && !invocation.IsPlan)
        {
            StandardError.Shared.WriteLine($"{invocation.Command}: {TransferSummary.OfTransfer(totals, progress.Elapsed)}");
        }
    }

    // rsync calls the copy of a single file by the name of its source, whatever name it gets.
    private byte[]? NameToShow() =>
        target.SourceName is { } name && roots.Source.Name is { } own && !name.AsSpan().SequenceEqual(own) ? own : null;
}
