using System.Diagnostics;
using System.Globalization;
using System.Text;
using Fathom.Transfer;

namespace Fathom.Cli;

/// <summary>How far a transfer is, from its counts. Any thread may ask.</summary>
/// <param name="totals">Grows while the transfer runs.</param>
internal sealed class TransferProgress(TransferTotals totals)
{
    private readonly long _started = Stopwatch.GetTimestamp();

    // Set by the thread that tells steps, read by the one that draws.
    private volatile byte[] _current = [];

    /// <summary>How long it runs.</summary>
    internal TimeSpan Elapsed => Stopwatch.GetElapsedTime(_started);

    /// <summary>The name that was met last, raw bytes.</summary>
    internal void Meet(ReadOnlyMemory<byte> path) => _current = path.ToArray();

    /// <summary>The line for a terminal: bytes of those known so far, rate, time to go, and the name that was met last.</summary>
    internal int Format(Span<byte> line)
    {
        long done = totals.BytesCopied;
        long all = Math.Max(totals.BytesToCopy, done);
        double rate = done / Math.Max(Elapsed.TotalSeconds, 0.001);
        string left = rate > 0 ? TransferSummary.Duration(TimeSpan.FromSeconds(Math.Min((all - done) / rate, 3_599_999))) : "-:--:--";
        string text = string.Create(
            CultureInfo.InvariantCulture,
            $"{TransferSummary.Sum(totals.Seen)} looked at, {totals.FilesCopied} of {totals.FilesToCopy} copied, {TransferNumber.ToText(done, 3)} of {TransferNumber.ToText(all, 3)}, {TransferNumber.ToText((long)rate, 3)}/s, {left} left ");
        int length = Encoding.ASCII.GetBytes(text, line);
        byte[] name = Encoding.UTF8.GetBytes(NameEscaper.Quote(PathText.ToText(_current)));
        int fitting = Math.Min(name.Length, line.Length - length);
        name.AsSpan(0, fitting).CopyTo(line[length..]);
        return length + fitting;
    }

    /// <summary>The line of <c>rsync --info=progress2</c>, with the carriage return that it begins with.</summary>
    internal string ToRsyncLine(int level)
    {
        long done = totals.BytesCopied;
        long all = Math.Max(totals.SeenBytes, done);
        long percent = all == 0 ? 100 : (long)(100.0 * done / all);
        double rate = done / 1024.0 / Math.Max(Elapsed.TotalSeconds, 0.001);
        string unit = "kB/s";
        if (rate > 1024)
        {
            rate /= 1024;
            unit = "MB/s";
        }

        if (rate > 1024)
        {
            rate /= 1024;
            unit = "GB/s";
        }

        long seen = TransferSummary.Sum(totals.Seen);
        return string.Create(
            CultureInfo.InvariantCulture,
            $"\r{TransferNumber.ToText(done, level),15} {percent,3}% {rate,7:F2}{unit} {TransferSummary.Duration(Elapsed),10} (xfr#{totals.FilesCopied}, to-chk={Math.Max(totals.FilesToCopy - totals.FilesCopied, 0)}/{seen})");
    }
}
