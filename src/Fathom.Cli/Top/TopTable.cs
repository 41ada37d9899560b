using System.Globalization;
using System.Text;
using Fathom.Index;

namespace Fathom.Cli;

/// <summary>Prints the rows of <c>fathom top</c>.</summary>
internal sealed class TopTable(TopReport report, TopRequest request, StandardOutput output)
{
    /// <summary>Values of <c>--by</c>.</summary>
    internal static readonly string[] Kinds = ["size", "oldest", "links", "dir", "entries", "ext", "owner", "group", "age", "type"];

    private static readonly ResultColumn[] s_sizes = [new("size", ResultKind.Size), new("allocated", ResultKind.Size)];

    private readonly OwnerNames _owners = new();

    /// <summary>Asks, then prints.</summary>
    internal void Write()
    {
        switch (request.By)
        {
            case "oldest":
                WriteEntries(report.Entries(TopOrder.Oldest), withLinks: false);
                break;
            case "links":
                WriteEntries(report.Entries(TopOrder.Links), withLinks: true);
                break;
            case "dir":
                WriteDirectories(report.Directories(TopDirectoryOrder.Size), withOwn: false);
                break;
            case "entries":
                WriteDirectories(report.Directories(TopDirectoryOrder.Entries), withOwn: true);
                break;
            case "ext":
                WriteGroups(report.Groups(TopGrouping.Extension), "extension", "files");
                break;
            case "age":
                WriteGroups(report.Groups(TopGrouping.Age), "age", "files");
                break;
            case "type":
                WriteGroups(report.Groups(TopGrouping.Type), "type", "entries");
                break;
            case "owner":
                WriteOwners(report.Groups(TopGrouping.Owner), "owner", "uid", id => _owners.User((uint)id));
                break;
            case "group":
                WriteOwners(report.Groups(TopGrouping.Group), "group", "gid", id => _owners.Group((uint)id));
                break;
            default:
                WriteEntries(report.Entries(TopOrder.Size), withLinks: false);
                break;
        }
    }

    private delegate ReadOnlySpan<byte> NameOf(long id);

    private bool IsTable => request.Format == ResultFormat.Table;

    private ResultWriter Open(params ResultColumn[] columns) =>
        ResultWriter.Open(request.Format, columns, output, ResultStyle.Default with { Sizes = request.Sizes });

    private void WriteEntries(IReadOnlyList<TopEntry> entries, bool withLinks)
    {
        ResultColumn first = withLinks ? new("links", ResultKind.Number) : new("modified", ResultKind.Time);
        using ResultWriter writer = Open([.. s_sizes, first, new("path", ResultKind.Name)]);
        foreach (TopEntry entry in entries)
        {
            writer.Number(entry.Size);
            writer.Number(entry.Allocated);
            if (withLinks)
            {
                writer.Number(entry.Links);
            }
            else
            {
                WriteTime(writer, entry.Mtime);
            }

            writer.Text(entry.Path.Span);
            writer.EndRow();
        }

        writer.End();
    }

    private void WriteDirectories(IReadOnlyList<TopDirectory> directories, bool withOwn)
    {
        ResultColumn[] own = withOwn ? [new("own_entries", ResultKind.Number)] : [];
        using ResultWriter writer = Open(
            [.. own, .. s_sizes, new("entries", ResultKind.Number), new("dirs", ResultKind.Number), new("path", ResultKind.Name)]);
        foreach (TopDirectory directory in directories)
        {
            if (withOwn)
            {
                writer.Number(directory.OwnEntries);
            }

            writer.Number(directory.Totals.Apparent);
            writer.Number(directory.Totals.Allocated);
            writer.Number(directory.Totals.Entries);
            writer.Number(directory.Totals.Directories);
            writer.Text(directory.Path.Span);
            writer.EndRow();
        }

        writer.End();
    }

    private void WriteGroups(IReadOnlyList<TopGroup> groups, string key, string count)
    {
        using ResultWriter writer = Open([new(key, ResultKind.Text), new(count, ResultKind.Number), .. s_sizes, new("share", ResultKind.Number)]);
        foreach (TopGroup group in groups)
        {
            if (group.Key.Length > 0)
            {
                writer.Text(Encoding.UTF8.GetBytes(group.Key));
            }
            else if (IsTable)
            {
                writer.Text("(none)"u8);
            }
            else
            {
                writer.Null();
            }

            WriteSums(writer, group);
        }

        writer.End();
    }

    // Numbers stay: names may be those of another machine.
    private void WriteOwners(IReadOnlyList<TopGroup> groups, string name, string number, NameOf nameOf)
    {
        using ResultWriter writer = Open(
            [new(name, ResultKind.Name), new(number, ResultKind.Number), new("entries", ResultKind.Number), .. s_sizes, new("share", ResultKind.Number)]);
        foreach (TopGroup group in groups)
        {
            if (group.Id is { } id)
            {
                writer.Text(nameOf(id));
                writer.Number(id);
            }
            else
            {
                writer.Null();
                writer.Null();
            }

            WriteSums(writer, group);
        }

        writer.End();
    }

    private void WriteSums(ResultWriter writer, TopGroup group)
    {
        writer.Number(group.Entries);
        writer.Number(group.Size);
        writer.Number(group.Allocated);
        if (IsTable)
        {
            writer.Text(Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{100 * group.Share:F1}%")));
        }
        else
        {
            writer.Real(Math.Round(group.Share, 6));
        }

        writer.EndRow();
    }

    // A person wants the minute, a program the nanosecond.
    private void WriteTime(ResultWriter writer, long? nanoseconds)
    {
        if (nanoseconds is not { } time)
        {
            writer.Null();
        }
        else if (IsTable)
        {
            DateTime local = DateTime.UnixEpoch.AddTicks(time / 100).ToLocalTime();
            writer.Text(Encoding.ASCII.GetBytes(local.ToString("yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture)));
        }
        else
        {
            writer.Number(time);
        }
    }
}
