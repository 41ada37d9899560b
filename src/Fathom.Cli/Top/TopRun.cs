using Fathom.Index;

namespace Fathom.Cli;

/// <summary>One run of <c>fathom top</c>.</summary>
internal sealed class TopRun(TopRequest request)
{
    private readonly Message _message = new("fathom top");

    internal int Run()
    {
        RootCatalog.Prepare();
        RootCatalog.Check(request.Root, request.Walk);
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
        // The index is for one question: losing it costs nothing, so it is committed rarely.
        ScanOptions options = new() { Walk = request.Walk, WithoutAtimes = true, CommitInterval = TimeSpan.FromMinutes(5) };
        using TemporaryIndex temporary = TemporaryIndex.Scan(
            request.Root, options, request.Opening, request.Report, _message, request.IsQuiet, cancellation);
        int code = Print(temporary.Index.Path, request.Options, cancellation);
        if (request.Report.PrintsStatistics && temporary.Walked is not null)
        {
            WalkReport.WriteStatistics(temporary.Walked);
        }

        temporary.Io.Write();

        return temporary.Index.Summary.Errors > 0 ? ExitCode.DoneWithErrors : code;
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
