using System.Text.Json;
using Fathom.Index;

namespace Fathom.Cli;

/// <summary>The summary of a scan as one JSON document.</summary>
internal static class ScanJson
{
    internal static void Write(StandardOutput output, string index, ScanSummary summary, double seconds)
    {
        using (Utf8JsonWriter json = new(output))
        {
            json.WriteStartObject();
            json.WriteString("index"u8, index);
            json.WriteStartArray("roots"u8);
            foreach (byte[] root in summary.Roots)
            {
                json.WriteStartObject();
                json.WriteName("root"u8, root);
                json.WriteEndObject();
            }

            json.WriteEndArray();
            json.WriteNumber("entries"u8, summary.Entries);
            json.WriteNumber("files"u8, summary.Files);
            json.WriteNumber("dirs"u8, summary.Directories);
            json.WriteNumber("links"u8, summary.Symlinks);
            json.WriteNumber("others"u8, summary.Others);
            json.WriteNumber("bytes"u8, summary.Size);
            json.WriteNumber("allocated"u8, summary.Allocated);
            json.WriteNumber("errors"u8, summary.Errors);
            json.WriteNumber("pending"u8, summary.Pending);
            json.WriteBoolean("finished"u8, summary.IsFinished);
            json.WriteString("digest"u8, summary.Digest);
            json.WriteNumber("stored_bytes"u8, summary.StoredBytes);
            json.WriteNumber("seconds"u8, Math.Round(seconds, 6));
            json.WriteNumber("rows_per_second"u8, Math.Round(summary.Entries / Math.Max(seconds, 1e-6)));
            json.WriteNumber("peak_rss"u8, WalkReport.PeakMemory());
            json.WriteEndObject();
        }

        output.Write((byte)'\n');
    }
}
