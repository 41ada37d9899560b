using Fathom.Index;

namespace Fathom.Cli;

/// <summary>One run of <c>fathom top</c>.</summary>
internal sealed class TopRun(TopRequest request)
{
    private readonly Message _message = new("fathom top");

    internal int Run()
    {
        RootCatalog.Prepare();
        using Interruption interruption = new("fathom top", "nothing is shown");
        if (IndexOperand.Read(request.Root) is not { } operand)
        {
            return RunLive(interruption.Token);
        }

        operand.RefuseWalkOptions(request.Walk);
        if (operand.Place is not null && request.Options.Under is not null)
        {
            throw new UsageException($"--under and {NameEscaper.Quote(PathText.ToText(request.Root))} both name a place: give one of them");
        }

        return Print(operand.Index, request.Options with { Under = request.Options.Under ?? operand.Place }, interruption.Token);
    }

    private int RunLive(CancellationToken cancellation)
    {
        using TemporaryIndex index = new();
        ScanSummary summary = index.Scan(request, cancellation);
        int code = Print(index.Path, request.Options, cancellation);
        if (summary.Errors > 0)
        {
            using SavedIndex saved = SavedIndex.Open(index.Path);
            saved.ReadErrors(error => _message.Write(
                WalkReport.Describe(Enum.TryParse(error.Stage, out WalkStage stage) ? stage : WalkStage.None), error.Path, error.Message));
        }

        if (request.PrintsStatistics && index.Walked is not null)
        {
            WalkReport.WriteStatistics(index.Walked);
        }

        return summary.Errors > 0 ? ExitCode.DoneWithErrors : code;
    }

    private int Print(string index, TopOptions options, CancellationToken cancellation)
    {
        using TopReport report = TopReport.Open(index, options, cancellation);
        using StandardOutput output = new();
        new TopTable(report, request, output).Write();
        output.Flush();
        return ExitCode.Done;
    }
}
