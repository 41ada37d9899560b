using System.CommandLine;
using Fathom.Index;

namespace Fathom.Cli;

/// <summary><c>fathom export</c>: an index in formats of others.</summary>
internal sealed class ExportCommand
{
    private static readonly (string Suffix, string Word, ExportFormat Format)[] s_formats =
    [
        (".parquet", "parquet", ExportFormat.Parquet),
        (".csv", "csv", ExportFormat.Csv),
        (".jsonl", "jsonl", ExportFormat.JsonLines),
        (".sqlite", "sqlite", ExportFormat.Sqlite),
        (".ncdu.json", "ncdu", ExportFormat.Ncdu),
    ];

    private readonly Option<string?> _format = new("--format")
    {
        Description = "parquet, csv, jsonl, sqlite or ncdu, whatever FILE is called",
        HelpName = "FORMAT",
    };

    private readonly Option<string?> _under = new("--under")
    {
        Description = "export only this directory, relative to the root, with all below it",
        HelpName = "PATH",
    };

    private readonly Option<bool> _overwrite = new("--overwrite") { Description = "replace FILE" };
    private readonly Option<bool> _quiet = new("--quiet", "-q") { Description = "no progress line on a terminal" };
    private readonly Argument<string> _index = new("INDEX") { Description = "an index that fathom scan wrote" };

    private readonly Argument<string> _file = new("FILE")
    {
        Description = "what to write; its end says how: .parquet, .csv, .jsonl, .sqlite or .ncdu.json. - is standard output",
    };

    internal static Command Create() => new ExportCommand().Build();

    private DocumentedCommand Build()
    {
        _format.AcceptOnlyFromAmong([.. s_formats.Select(format => format.Word)]);
        DocumentedCommand command = new("export", "Write an index as Parquet, CSV, JSON lines, SQLite, or for ncdu")
        {
            Options = { _format, _under, _overwrite, _quiet },
            Arguments = { _index, _file },
            Examples =
            {
                new("fathom export srv.fathom srv.sqlite", "tables entries and dirs, for sqlite3"),
                new("fathom export srv.fathom srv.ncdu.json", "to browse with ncdu -f srv.ncdu.json"),
                new("fathom export srv.fathom - --format csv --under home", "one directory, into a pipe"),
            },
            Notes =
            {
                "Names are bytes. CSV and ncdu's format have them raw; JSON lines, SQLite and Parquet have a readable text, and the bytes of those that "
                    + "are not UTF-8 under path_b64 or path_raw.",
                "The file gets its name once it is complete and on the disk. A full disk or Ctrl-C leaves nothing.",
            },
        };
        command.SetAction(Run);
        return command;
    }

    private int Run(ParseResult result)
    {
        string file = result.GetValue(_file)!;
        ExportFormat format = Resolve(file, result.GetValue(_format));
        if (file == "-" && format is (ExportFormat.Parquet or ExportFormat.Sqlite))
        {
            throw new UsageException($"{result.GetValue(_format)} needs a file, not standard output");
        }

        return new ExportRun(new ExportRequest
        {
            Index = result.GetValue(_index)!,
            Output = file,
            Format = format,
            Under = PathText.ToBytes((result.GetValue(_under) ?? string.Empty).Trim('/')),
            Overwrites = result.GetValue(_overwrite),
            IsQuiet = result.GetValue(_quiet),
        }).Run();
    }

    private static ExportFormat Resolve(string file, string? word)
    {
        foreach ((string suffix, string name, ExportFormat format) in s_formats)
        {
            if (word is null ? file.EndsWith(suffix, StringComparison.Ordinal) : word == name)
            {
                return format;
            }
        }

        throw new UsageException(file == "-"
            ? "standard output needs --format: csv, jsonl or ncdu"
            : $"cannot tell the format from {NameEscaper.Quote(file)}: use .parquet, .csv, .jsonl, .sqlite or .ncdu.json, or --format");
    }
}
