using System.Text;
using Fathom.Index;

namespace Fathom.Cli;

/// <summary>Prints the columns that SQL can name.</summary>
internal static class SchemaPrinter
{
    internal static void Print(IEnumerable<IndexColumn> columns, ResultFormat format, StandardOutput output)
    {
        ResultColumn[] header =
        [
            new("view", ResultKind.Text), new("column", ResultKind.Text), new("type", ResultKind.Text), new("meaning", ResultKind.Text),
        ];
        using ResultWriter writer = ResultWriter.Open(format, header, output);
        foreach (IndexColumn column in columns)
        {
            writer.Text(Encoding.UTF8.GetBytes(column.View));
            writer.Text(Encoding.UTF8.GetBytes(column.Name));
            writer.Text(Encoding.UTF8.GetBytes(column.Type));
            writer.Text(Encoding.UTF8.GetBytes(column.Meaning));
            writer.EndRow();
        }

        writer.End();
    }
}
