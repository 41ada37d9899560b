using System.CommandLine;
using System.Text;
using Fathom.Index;

namespace Fathom.Cli;

/// <summary><c>fathom errors</c>: what a scan could not read.</summary>
internal sealed class ErrorsCommand
{
    private readonly Argument<string> _index = new("INDEX") { Description = "an index of fathom scan", Arity = ArgumentArity.ExactlyOne };

    private readonly ResultFormatOption _format = new();

    internal static Command Create() => new ErrorsCommand().Build();

    private DocumentedCommand Build()
    {
        DocumentedCommand command = new("errors", "What a scan could not read")
        {
            Options = { _format },
            Arguments = { _index },
            Examples =
            {
                new("fathom errors srv.fathom", "a row for each directory or entry"),
                new("fathom errors srv.fathom --format jsonl | jq -r .path", "for programs"),
            },
            Notes = { "Rows are in the order of paths. An index whose scan goes on, or was interrupted, has those of what was committed." },
        };
        command.SetAction(Run);
        return command;
    }

    private int Run(ParseResult result)
    {
        ResultColumn[] columns =
        [
            new("stage", ResultKind.Text), new("errno", ResultKind.Number), new("message", ResultKind.Text), new("path", ResultKind.Name),
        ];
        using SavedIndex index = SavedIndex.Open(result.GetValue(_index)!);
        using StandardOutput output = new();
        using ResultWriter writer = ResultWriter.Open(_format.Resolve(result) ?? ResultFormat.Table, columns, output);
        index.ReadErrors(error =>
        {
            writer.Text(Encoding.UTF8.GetBytes(error.Stage));
            writer.Number(error.Errno);
            writer.Text(Encoding.UTF8.GetBytes(error.Message));
            writer.Text(error.Path);
            writer.EndRow();
        });
        writer.End();
        output.Flush();
        return ExitCode.Done;
    }
}
