using System.Diagnostics;
using System.Globalization;
using System.Text;
using Fathom.Index;

namespace Fathom.Cli;

/// <summary>One run of <c>fathom export</c>.</summary>
internal sealed class ExportRun(ExportRequest request)
{
    private readonly Message _message = new("fathom export");

    internal int Run()
    {
        using Interruption interruption = new("fathom export", "nothing is kept");
        using SavedIndex index = SavedIndex.Open(request.Index);
        if (!index.Summary.IsFinished)
        {
            _message.Write($"index {NameEscaper.Quote(request.Index)} is not finished: what was scanned so far is exported");
        }

        IndexExport export = new(index, new ExportOptions { Below = request.Under, Program = BuildInfo.VersionLine.Trim() });
        long started = Stopwatch.GetTimestamp();
        using ProgressLine? line = ProgressLine.Start(request.IsQuiet || request.Output == "-", text => Format(export, index, started, text));
        if (request.Output == "-")
        {
            using StandardOutput output = new();
            using StandardOutputStream stream = new(output);
            export.WriteStream(request.Format, stream, interruption.Token);
        }
        else
        {
            export.WriteFile(request.Format, request.Output, request.Overwrites, interruption.Token);
        }

        return ExitCode.Done;
    }

    private static int Format(IndexExport export, SavedIndex index, long started, Span<byte> line)
    {
        string rows = export.Rows == 0 ? string.Empty : string.Create(CultureInfo.InvariantCulture, $"{export.Rows:N0} of {index.Summary.Entries:N0} entries  ");
        string text = string.Create(CultureInfo.InvariantCulture, $"{rows}{Stopwatch.GetElapsedTime(started).TotalSeconds:F0} s");
        return Encoding.UTF8.TryGetBytes(text, line, out int length) ? length : 0;
    }
}
