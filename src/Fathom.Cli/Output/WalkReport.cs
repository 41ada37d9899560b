using System.Globalization;
using System.Text;

namespace Fathom.Cli;

/// <summary>What every command that walks tells on standard error: errors, progress, statistics.</summary>
internal static class WalkReport
{
    /// <summary>What failed, in the words of GNU's tools.</summary>
    internal static string Describe(WalkStage stage) => stage switch
    {
        WalkStage.OpenDirectory or WalkStage.ReadDirectory => "cannot read directory",
        WalkStage.ReadLink => "cannot read symbolic link",
        WalkStage.Loop => "file system loop at",
        _ => "cannot access",
    };

    /// <summary>Prints one error.</summary>
    internal static void Write(this Message message, WalkError error) =>
        message.Write(Describe(error.Stage), error.Path, error.Errno.Describe());

    /// <summary>A progress line: entries, rate, bytes, what waits, errors, time.</summary>
    internal static int FormatProgress(in WalkProgress progress, TimeSpan elapsed, Span<byte> line)
    {
        double rate = progress.Entries / Math.Max(elapsed.TotalSeconds, 0.001);
        string bytes = progress.AllocatedBytes > 0 ? $"  {SizeFormat.Human.ToText((ulong)progress.AllocatedBytes)}" : string.Empty;
        string errors = progress.Errors > 0 ? string.Create(CultureInfo.InvariantCulture, $"  {progress.Errors:N0} errors") : string.Empty;
        string text = string.Create(
            CultureInfo.InvariantCulture,
            $"{progress.Entries:N0} entries  {rate:N0}/s{bytes}  {progress.Waiting:N0} waiting{errors}  {elapsed.TotalSeconds:F0} s");
        return Encoding.UTF8.TryGetBytes(text, line, out int length) ? length : 0;
    }

    /// <summary>The lines of <c>--stats</c>.</summary>
    internal static void WriteStatistics(WalkSummary summary)
    {
        double seconds = Math.Max(summary.Elapsed.TotalSeconds, 1e-9);
        StandardError.Shared.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"""
            entries      {summary.Entries}
            directories  {summary.Directories}
            errors       {summary.Errors}
            dropped      {summary.Dropped}
            seconds      {seconds:F3}
            entries/s    {summary.Entries / seconds:F0}
            workers      {summary.Workers}
            steals       {summary.Steals}
            slices       {summary.Slices}
            parks        {summary.Parks}
            peak memory  {SizeFormat.Human.ToText(PeakMemory())}
            """));
    }

    /// <summary>Largest resident size of this process, bytes; 0 where there is no proc_pid_status(5).</summary>
    internal static ulong PeakMemory()
    {
        const string Label = "VmHWM:";
        if (!File.Exists("/proc/self/status"))
        {
            return 0;
        }

        foreach (string line in File.ReadLines("/proc/self/status"))
        {
            if (line.StartsWith(Label, StringComparison.Ordinal))
            {
                ReadOnlySpan<char> number = line.AsSpan(Label.Length).Trim();
                return 1024 * ulong.Parse(number[..number.IndexOf(' ')], CultureInfo.InvariantCulture);
            }
        }

        return 0;
    }
}
