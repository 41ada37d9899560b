using System.CommandLine;
using System.Text;
using System.Text.Json;
using Fathom.Index;

namespace Fathom.Cli;

/// <summary><c>fathom check</c>: whether an index is sound.</summary>
internal sealed class CheckCommand
{
    private readonly Argument<string> _index = new("INDEX") { Description = "the folder of an index" };
    private readonly Option<bool> _deep = new("--deep") { Description = "read every value, not only what the files say about themselves" };
    private readonly Option<bool> _json = new("--json") { Description = "print one JSON document" };

    internal static Command Create() => new CheckCommand().Build();

    private DocumentedCommand Build()
    {
        DocumentedCommand command = new("check", "Say whether an index is sound, and what of it can be read")
        {
            Options = { _deep, _json },
            Arguments = { _index },
            Examples = { new("fathom check srv.fathom --deep", "read all of it, for example after it was copied") },
            Notes =
            {
                "Each file has a line: ok, or what is wrong. The exit code is 1 if anything is. Parts that are ok can be read by any reader of Parquet, even if the catalog cannot.",
                "Files that no catalog names are left by a scan that was killed. They do no harm.",
            },
        };
        command.SetAction(Run);
        return command;
    }

    private int Run(ParseResult result)
    {
        string path = result.GetValue(_index)!;
        using Interruption interruption = new("fathom check", "not all of it was checked");
        IndexCheckReport report = IndexCheck.Run(path, result.GetValue(_deep), interruption.Token);
        using StandardOutput output = new();
        output.Write(result.GetValue(_json) ? Json(path, report) : Text(path, report));
        return report.IsSound ? ExitCode.Done : ExitCode.DoneWithErrors;
    }

    private static string Text(string path, IndexCheckReport report)
    {
        StringBuilder text = new();
        foreach (IndexCheckItem item in report.Items)
        {
            string rows = item.Rows > 0 ? $" ({item.Rows} rows)" : string.Empty;
            text.Append(item.File).Append(": ").Append(item.Problem.Length == 0 ? "ok" : item.Problem).Append(rows).Append('\n');
        }

        foreach (string stray in report.Strays)
        {
            text.Append(stray).Append(": not part of the index\n");
        }

        int damaged = report.Items.Count(static item => item.Problem.Length > 0);
        return text.Append(NameEscaper.Quote(path)).Append(": ").Append(damaged == 0 ? "sound" : $"damaged, {damaged} problems")
            .Append(report.IsFinished ? string.Empty : ", scan not finished").Append($", {report.ReadableRows} rows can be read\n").ToString();
    }

    private static string Json(string path, IndexCheckReport report)
    {
        using MemoryStream stream = new();
        using (Utf8JsonWriter json = new(stream))
        {
            json.WriteStartObject();
            json.WriteString("index", path);
            json.WriteBoolean("sound", report.IsSound);
            json.WriteBoolean("finished", report.IsFinished);
            json.WriteNumber("readable_rows", report.ReadableRows);
            json.WriteStartArray("files");
            foreach (IndexCheckItem item in report.Items)
            {
                json.WriteStartObject();
                json.WriteString("file", item.File);
                json.WriteString("problem", item.Problem);
                json.WriteNumber("rows", item.Rows);
                json.WriteEndObject();
            }

            json.WriteEndArray();
            json.WriteStartArray("strays");
            report.Strays.ToList().ForEach(json.WriteStringValue);
            json.WriteEndArray();
            json.WriteEndObject();
        }

        return Encoding.UTF8.GetString(stream.ToArray()) + "\n";
    }
}
