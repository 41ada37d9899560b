using System.Runtime.Versioning;
using System.Text.RegularExpressions;
using Fathom.Index;
using Fathom.Tests.Support;
using Xunit;

namespace Fathom.Tests.Index.Query;

[SupportedOSPlatform("linux")]
public sealed partial class IndexSchemaTests
{
    [Theory]
    [InlineData("entries", "entries")]
    [InlineData("dirs", "dirs/all.parquet")]
    public void The_schema_is_that_of_the_document(string view, string section)
    {
        Dictionary<string, string> documented = Documented(section);
        documented.Remove("link_order"); // No view has it: it serves the rollup.
        Dictionary<string, string> known = IndexSchema.Columns
            .Where(column => column.View == view && !(view == "entries" && column.Name == "path"))
            .ToDictionary(column => column.Name, column => column.Type);
        Assert.Equal(documented.OrderBy(pair => pair.Key), known.OrderBy(pair => pair.Key));
    }

    [Fact]
    public void The_schema_is_that_of_the_views()
    {
        using SampleIndex sample = SampleIndex.Of(static _ => { });
        using SavedIndex index = sample.Open();
        using IndexQuery query = IndexQuery.Open(index);
        foreach (IGrouping<string, IndexColumn> view in IndexSchema.Columns.GroupBy(column => column.View))
        {
            using QueryRows rows = query.Run($"SELECT * FROM {view.Key}");
            Assert.Equal(view.Select(column => column.Name), rows.Columns.Select(column => column.Name));
        }
    }

    [Fact]
    public void Every_column_has_a_meaning_of_one_line()
    {
        Assert.All(IndexSchema.Columns, static column => Assert.Matches("^[^\n.]{4,80}", column.Meaning));
    }

    private static Dictionary<string, string> Documented(string section)
    {
        Dictionary<string, string> types = [];
        string text = File.ReadAllText(RepositoryRoot.At("docs/index-format.md"));
        string part = text.Split($"## {section}\n")[1].Split("\n## ")[0];
        foreach (Match row in Row().Matches(part))
        {
            string[] names = row.Groups[1].Value.Split(", ");
            string[] kinds = row.Groups[2].Value.Split(", ");
            for (int i = 0; i < names.Length; i++)
            {
                // A row of several columns gives one type for all, or VARCHAR and BLOB by turns.
                types[names[i]] = kinds[i % kinds.Length];
            }
        }

        Assert.NotEmpty(types);
        return types;
    }

    [GeneratedRegex(@"^\| ([a-z_, ]+) \| ([A-Z_, ]+) \|", RegexOptions.Multiline)]
    private static partial Regex Row();
}
