using System.Buffers;
using Fathom.Index;

namespace Fathom.Cli;

/// <summary>Prints the answer to a query.</summary>
internal static class QueryPrinter
{
    /// <summary>Prints all rows.</summary>
    internal static void Print(QueryRows rows, ResultFormat format, StandardOutput output, ResultStyle style)
    {
        if (!rows.HasAnswer)
        {
            return;
        }

        if (format == ResultFormat.Table && rows.Columns is [{ Name: "explain_key" }, { Name: "explain_value" }])
        {
            PrintPlan(rows, output);
            return;
        }

        ResultColumn[] columns = [.. rows.Columns.Select(static column => new ResultColumn(column.Name, KindOf(column)))];
        using ResultWriter writer = ResultWriter.Open(format, columns, output, style);
        while (rows.Read())
        {
            for (int i = 0; i < columns.Length; i++)
            {
                PrintValue(rows, i, writer);
            }

            writer.EndRow();
        }

        writer.End();
    }

    private static void PrintValue(QueryRows rows, int column, ResultWriter writer)
    {
        if (rows.IsNull(column))
        {
            writer.Null();
            return;
        }

        switch (rows.Columns[column].Kind)
        {
            case QueryValueKind.Integer or QueryValueKind.Boolean or QueryValueKind.Nanoseconds:
                writer.Number(rows.Integer(column));
                break;
            case QueryValueKind.Real:
                writer.Real(rows.Real(column));
                break;
            default:
                writer.Text(rows.Bytes(column));
                break;
        }
    }

    // A plan is a drawing of several lines, which is no use inside a cell.
    private static void PrintPlan(QueryRows rows, StandardOutput output)
    {
        while (rows.Read())
        {
            output.Write(rows.Bytes(1));
            output.Write((byte)'\n');
        }
    }

    private static ResultKind KindOf(QueryColumn column) => column.Kind switch
    {
        QueryValueKind.Bytes => column.Name.EndsWith("digest", StringComparison.Ordinal) ? ResultKind.Digest : ResultKind.Bytes,
        QueryValueKind.Integer or QueryValueKind.Digits or QueryValueKind.Real => ResultKind.Number,
        QueryValueKind.Boolean => ResultKind.Boolean,
        QueryValueKind.Nanoseconds or QueryValueKind.TimeText => ResultKind.Time,
        _ => ResultKind.Text,
    };
}
