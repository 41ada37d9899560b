using System.Text;
using System.Text.Json;
using Fathom.Nfs;

namespace Fathom.Cli;

/// <summary>One run of <c>fathom nfs exports</c>.</summary>
internal sealed class ExportsRun(ExportsRequest request)
{
    private static ReadOnlySpan<byte> Everyone => "(everyone)"u8;

    internal int Run()
    {
        using Interruption interruption = new("fathom nfs exports", "nothing is shown");
        IReadOnlyList<NfsExport> exports = NfsClient.ListExports(request.Server, request.Nfs, interruption.Token);
        using StandardOutput output = new();
        if (request.IsJson)
        {
            WriteJson(exports, output);
        }
        else
        {
            WriteLines(exports, output);
        }

        output.Flush();
        return ExitCode.Done;
    }

    private void WriteLines(IReadOnlyList<NfsExport> exports, StandardOutput output)
    {
        bool isTerminal = Terminal.StandardOutput.IsTerminal;
        foreach (NfsExport export in exports)
        {
            if (request.EndsWithNul)
            {
                output.Write(export.Path.Span);
                output.Write((byte)0);
                continue;
            }

            WriteName(output, export.Path.Span, isTerminal);
            output.Write((byte)'\t');
            output.Write(export.Groups.Count == 0 ? Everyone : default);
            for (int i = 0; i < export.Groups.Count; i++)
            {
                output.Write(i == 0 ? default : ","u8);
                WriteName(output, export.Groups[i].Span, isTerminal);
            }

            output.Write((byte)'\n');
        }
    }

    private static void WriteName(StandardOutput output, ReadOnlySpan<byte> name, bool isTerminal)
    {
        if (isTerminal)
        {
            NameEscaper.Write(output, name);
        }
        else
        {
            output.Write(name);
        }
    }

    private void WriteJson(IReadOnlyList<NfsExport> exports, StandardOutput output)
    {
        using (Utf8JsonWriter json = new(output))
        {
            json.WriteStartObject();
            json.WriteString("server"u8, request.Server.Host);
            json.WriteStartArray("exports"u8);
            foreach (NfsExport export in exports)
            {
                json.WriteStartObject();
                json.WriteName("path"u8, export.Path.Span);
                json.WriteStartArray("groups"u8);
                foreach (ReadOnlyMemory<byte> group in export.Groups)
                {
                    // Names of hosts and networks; what is no UTF-8 among them is replaced.
                    json.WriteStringValue(Encoding.UTF8.GetString(group.Span));
                }

                json.WriteEndArray();
                json.WriteEndObject();
            }

            json.WriteEndArray();
            json.WriteEndObject();
        }

        output.Write((byte)'\n');
    }
}
