using System.Globalization;
using System.Text;
using Fathom.Transfer;

namespace Fathom.Cli;

/// <summary>Counts at the end of a plan or a transfer.</summary>
internal static class TransferSummary
{
    private const long MinimumForSeconds = 1;

    /// <summary>What <c>--stats</c> prints, in rsync's words; the lines of rsync that count bytes on a wire have no meaning here.</summary>
    /// <param name="level">As <see cref="TransferOutput.HumanLevel"/>.</param>
    internal static string Statistics(TransferTotals totals, int level)
    {
        StringBuilder text = new();
        text.Append('\n');
        Append(text, "Number of files", totals.Seen, level);
        Append(text, "Number of created files", totals.Created, level);
        Append(text, "Number of deleted files", totals.Deleted, level);
        text.Append(CultureInfo.InvariantCulture, $"Number of regular files transferred: {TransferNumber.ToText(totals.FilesToCopy, level)}\n");
        text.Append(CultureInfo.InvariantCulture, $"Total file size: {TransferNumber.ToText(totals.SeenBytes, level)} bytes\n");
        text.Append(CultureInfo.InvariantCulture, $"Total transferred file size: {TransferNumber.ToText(totals.BytesToCopy, level)} bytes\n");
        return text.ToString();
    }

    /// <summary>The line at the end of a plan.</summary>
    /// <param name="bytesPerSecond">The limit of the copy; 0 for none.</param>
    internal static string OfPlan(TransferTotals totals, long bytesPerSecond)
    {
        long created = Sum(totals.Created);
        long deleted = Sum(totals.Deleted);
        string text = string.Create(
            CultureInfo.InvariantCulture,
            $"to copy: {Count(totals.FilesToCopy, "file")}, {TransferNumber.ToText(totals.BytesToCopy, 3)} bytes; {created} new; {Count(deleted, "deletion")}; {Sum(totals.Seen)} looked at");
        long seconds = bytesPerSecond > 0 ? (totals.BytesToCopy + bytesPerSecond - 1) / bytesPerSecond : 0;
        return seconds >= MinimumForSeconds ? $"{text}; with --bwlimit at least {Duration(TimeSpan.FromSeconds(seconds))}" : text;
    }

    /// <summary>The line at the end of a transfer.</summary>
    internal static string OfTransfer(TransferTotals totals, TimeSpan elapsed)
    {
        double seconds = Math.Max(elapsed.TotalSeconds, 0.001);
        return string.Create(
            CultureInfo.InvariantCulture,
            $"copied {Count(totals.FilesCopied, "file")}, {TransferNumber.ToText(totals.BytesCopied, 3)} bytes in {seconds:F1} s ({TransferNumber.ToText((long)(totals.BytesCopied / seconds), 3)}/s); {Sum(totals.Created)} new; {Count(Sum(totals.Deleted), "deletion")}; {Sum(totals.Seen)} looked at");
    }

    /// <summary>Hours, minutes and seconds.</summary>
    internal static string Duration(TimeSpan time) =>
        string.Create(CultureInfo.InvariantCulture, $"{(long)time.TotalHours}:{time.Minutes:D2}:{time.Seconds:D2}");

    /// <summary>The sum over all kinds.</summary>
    internal static long Sum(long[] counts)
    {
        long sum = 0;
        foreach (long count in counts)
        {
            sum += count;
        }

        return sum;
    }

    private static string Count(long number, string noun) => string.Create(CultureInfo.InvariantCulture, $"{number} {noun}{(number == 1 ? "" : "s")}");

    private static void Append(StringBuilder text, string title, long[] counts, int level)
    {
        text.Append(CultureInfo.InvariantCulture, $"{title}: {TransferNumber.ToText(Sum(counts), level)}");
        (string Word, long Count)[] parts =
        [
            ("reg", counts[(int)EntryKind.File]),
            ("dir", counts[(int)EntryKind.Directory]),
            ("link", counts[(int)EntryKind.Symlink]),
            ("dev", counts[(int)EntryKind.CharacterDevice] + counts[(int)EntryKind.BlockDevice]),
            ("special", counts[(int)EntryKind.Fifo] + counts[(int)EntryKind.Socket]),
        ];
        string between = " (";
        foreach ((string word, long count) in parts)
        {
            if (count > 0)
            {
                text.Append(CultureInfo.InvariantCulture, $"{between}{word}: {TransferNumber.ToText(count, level)}");
                between = ", ";
            }
        }

        text.Append(between == " (" ? "\n" : ")\n");
    }
}
