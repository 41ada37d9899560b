using System.Globalization;
using System.Text;
using Fathom.Index;

namespace Fathom.Cli;

/// <summary>The rows of <c>fathom diff</c> by directory, owner or extension. Programs get both measures of a directory.</summary>
internal static class GrowthRows
{
    private static readonly ResultColumn[] s_table =
    [
        new("OLD", ResultKind.Size), new("NEW", ResultKind.Size), new("GROWTH", ResultKind.Size), new("ADDED", ResultKind.Size),
        new("REMOVED", ResultKind.Size), new("MOVED", ResultKind.Size), new("ENTRIES", ResultKind.Number), new("PATH", ResultKind.Name),
    ];

    private static readonly ResultColumn[] s_data =
    [
        new("path", ResultKind.Name), new("growth", ResultKind.Size), new("added", ResultKind.Size), new("removed", ResultKind.Size),
        new("moved", ResultKind.Size), new("old_allocated", ResultKind.Size), new("new_allocated", ResultKind.Size),
        new("old_size", ResultKind.Size), new("new_size", ResultKind.Size), new("old_entries", ResultKind.Number), new("new_entries", ResultKind.Number),
    ];

    internal static void WriteDirectories(IndexComparison comparison, DiffRequest request, StandardOutput output)
    {
        bool isTable = request.Format == ResultFormat.Table;
        using ResultWriter rows = ResultWriter.Open(
            request.Format, isTable ? s_table : s_data, output, ResultStyle.Default with { Sizes = request.Sizes });
        DirectoryGrowthQuery query = new() { Apparent = request.Apparent, Limit = request.Limit, MaxDepth = request.MaxDepth, Only = request.Only };
        comparison.ReadDirectories(query, (in DirectoryGrowth growth) =>
        {
            if (isTable)
            {
                WriteTableRow(rows, in growth, request.Apparent);
            }
            else
            {
                WriteDataRow(rows, in growth);
            }
        });
        rows.End();
    }

    internal static void WriteGroups(IndexComparison comparison, DiffRequest request, StandardOutput output)
    {
        bool isTable = request.Format == ResultFormat.Table;
        GrowthGroup group = request.By == DiffGrouping.Owner ? GrowthGroup.Owner : GrowthGroup.Extension;
        string name = group == GrowthGroup.Owner ? "owner" : "extension";
        string[] names = ["old", "new", "growth", "old_entries", "new_entries", name];
        ResultKind[] kinds = [ResultKind.Size, ResultKind.Size, ResultKind.Size, ResultKind.Number, ResultKind.Number, ResultKind.Text];
        List<ResultColumn> columns = [.. names.Zip(kinds, (text, kind) => new ResultColumn(isTable ? text.ToUpperInvariant().Replace('_', ' ') : text, kind))];
        using ResultWriter rows = ResultWriter.Open(request.Format, columns, output, ResultStyle.Default with { Sizes = request.Sizes });
        OwnerNames owners = new();
        foreach (GroupGrowth growth in comparison.ReadGroups(group, request.Apparent, request.Limit))
        {
            rows.Number(growth.Old);
            rows.Number(growth.New);
            rows.Number(growth.New - growth.Old);
            rows.Number(growth.OldEntries);
            rows.Number(growth.NewEntries);
            WriteKey(rows, growth.Key, isTable && group == GrowthGroup.Owner ? owners : null);
            rows.EndRow();
        }

        rows.End();
    }

    // Numbers of owners stay numbers for programs: names differ from machine to machine.
    private static void WriteKey(ResultWriter rows, string? key, OwnerNames? owners)
    {
        if (key is null)
        {
            rows.Null();
        }
        else if (owners is not null && uint.TryParse(key, CultureInfo.InvariantCulture, out uint uid))
        {
            rows.Text(owners.User(uid));
        }
        else
        {
            rows.Text(Encoding.UTF8.GetBytes(key));
        }
    }

    private static void WriteTableRow(ResultWriter rows, in DirectoryGrowth growth, bool apparent)
    {
        rows.Number(apparent ? growth.OldSize : growth.OldAllocated);
        rows.Number(apparent ? growth.NewSize : growth.NewAllocated);
        rows.Number(growth.Growth);
        rows.Number(growth.Added);
        rows.Number(growth.Removed);
        rows.Number(growth.Moved);
        rows.Number(growth.NewEntries - growth.OldEntries);
        rows.Text(growth.Path);
        rows.EndRow();
    }

    private static void WriteDataRow(ResultWriter rows, in DirectoryGrowth growth)
    {
        rows.Text(growth.Path);
        rows.Number(growth.Growth);
        rows.Number(growth.Added);
        rows.Number(growth.Removed);
        rows.Number(growth.Moved);
        rows.Number(growth.OldAllocated);
        rows.Number(growth.NewAllocated);
        rows.Number(growth.OldSize);
        rows.Number(growth.NewSize);
        rows.Number(growth.OldEntries);
        rows.Number(growth.NewEntries);
        rows.EndRow();
    }
}
