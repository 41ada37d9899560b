using System.Globalization;
using System.Text.Json;

namespace Fathom.Cli;

/// <summary>Renders what <c>fathom bench stat</c> measured.</summary>
internal sealed class StatBenchReport(StatBenchOptions options, int entries, IReadOnlyList<StatWay> ways)
{
    internal void Write(StandardOutput output)
    {
        if (options.IsJson)
        {
            WriteJson(output);
        }
        else
        {
            WriteTable(output);
        }
    }

    private void WriteTable(StandardOutput output)
    {
        output.Write("way         threads  median ms     min ms  ns/entry   speed     entries       allocated  errors\n");
        foreach (StatWay way in ways)
        {
            output.Write(string.Create(
                CultureInfo.InvariantCulture,
                $"{way.Name,-10} {way.Threads,8} {way.MedianMilliseconds,10:F1} {way.LeastMilliseconds,10:F1} {way.NanosecondsPerEntry,9:F0} {Speed(way),6:F2}x {way.Count.Entries,11} {way.Count.AllocatedBytes,15} {way.Count.Errors,7}\n"));
        }
    }

    // Against the first way, lstat on one thread.
    private double Speed(StatWay way) => ways[0].MedianMilliseconds / way.MedianMilliseconds;

    private void WriteJson(StandardOutput output)
    {
        using (Utf8JsonWriter json = new(output, new JsonWriterOptions { Indented = true }))
        {
            json.WriteStartObject();
            json.WriteName("path"u8, options.Root);
            json.WriteNumber("entries"u8, entries);
            json.WriteNumber("rounds"u8, options.Rounds);
            json.WriteBoolean("cold"u8, options.IsCold);
            json.WriteStartArray("ways"u8);
            foreach (StatWay way in ways)
            {
                WriteWay(json, way);
            }

            json.WriteEndArray();
            json.WriteEndObject();
        }

        output.Write("\n"u8);
    }

    private void WriteWay(Utf8JsonWriter json, StatWay way)
    {
        json.WriteStartObject();
        json.WriteString("way"u8, way.Name);
        json.WriteNumber("threads"u8, way.Threads);
        json.WriteNumber("median_ms"u8, Math.Round(way.MedianMilliseconds, 3));
        json.WriteNumber("min_ms"u8, Math.Round(way.LeastMilliseconds, 3));
        json.WriteNumber("ns_per_entry"u8, Math.Round(way.NanosecondsPerEntry, 1));
        json.WriteNumber("speed"u8, Math.Round(Speed(way), 3));
        json.WriteNumber("entries"u8, way.Count.Entries);
        json.WriteNumber("allocated"u8, way.Count.AllocatedBytes);
        json.WriteNumber("errors"u8, way.Count.Errors);
        json.WriteEndObject();
    }
}
