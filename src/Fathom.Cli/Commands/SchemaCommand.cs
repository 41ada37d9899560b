using System.CommandLine;
using Fathom.Index;

namespace Fathom.Cli;

/// <summary><c>fathom schema</c>: what SQL over an index can name.</summary>
internal sealed class SchemaCommand
{
    private readonly ResultFormatOption _format = new();

    private readonly Argument<string?> _index = new("INDEX")
    {
        Description = "show only columns that this index has",
        Arity = ArgumentArity.ZeroOrOne,
    };

    internal static Command Create()
    {
        SchemaCommand schema = new();
        DocumentedCommand command = new("schema", "Show the columns that fathom query can ask for")
        {
            Options = { schema._format },
            Arguments = { schema._index },
            Examples =
            {
                new("fathom schema", "views, columns, types and what they mean"),
                new("fathom schema srv.fathom --format jsonl", "the columns of one index, for programs"),
            },
        };
        command.SetAction(schema.Run);
        return command;
    }

    private int Run(ParseResult result)
    {
        IEnumerable<IndexColumn> columns = IndexSchema.Columns;
        if (result.GetValue(_index) is { } path)
        {
            HashSet<(string, string)> present = ReadColumns(path);
            columns = columns.Where(column => present.Contains((column.View, column.Name)));
        }

        using StandardOutput output = new();
        SchemaPrinter.Print(columns, _format.Resolve(result)!.Value, output);
        return ExitCode.Done;
    }

    private static HashSet<(string View, string Name)> ReadColumns(string path)
    {
        using SavedIndex index = SavedIndex.Open(path);
        using IndexQuery query = IndexQuery.Open(index);
        HashSet<(string View, string Name)> columns = [];
        foreach (string view in (string[])["entries", "dirs", "errors"])
        {
            using QueryRows rows = query.Run($"SELECT * FROM {view} LIMIT 0");
            columns.UnionWith(rows.Columns.Select(column => (view, column.Name)));
        }

        return columns;
    }
}
