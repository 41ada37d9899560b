using System.Text;

using Xunit;

namespace Fathom.Tests.Usage;

public sealed class RollupReportBuilderTests
{
    [Fact]
    public void Rows_in_any_order_are_tied_to_those_above_them_and_sorted_by_name()
    {
        RollupReportBuilder builder = new(7);
        builder.AddEntry(9, "file"u8, EntryKind.File, Of(1));
        builder.AddDirectory(9, 7, "b"u8, Of(2));
        builder.AddDirectory(8, 7, "a"u8, Of(3));
        builder.AddDirectory(7, 1, "root"u8, Of(6));

        RollupReport report = builder.Build();

        Assert.Equal("root", Name(report, report.Root));
        Assert.Equal(["a", "b"], [.. report.Children(report.Root).ToArray().Select(row => Name(report, row))]);
        int b = report.Children(report.Root)[1];
        Assert.Equal("file", Name(report, report.Children(b)[0]));
        Assert.Equal(EntryKind.File, report.Kind(report.Children(b)[0]));
        Assert.Equal(6, report.Total.Apparent);
        Assert.True(report.HasRoot);
    }

    [Fact]
    public void What_is_subtracted_leaves_a_directory_and_the_total()
    {
        RollupReportBuilder builder = new(1);
        builder.AddDirectory(1, 0, "root"u8, Of(10));
        builder.Subtract(1, Of(4));
        builder.Subtract(2, Of(4));

        Assert.Equal(6, builder.Build().Total.Apparent);
    }

    [Fact]
    public void A_number_that_comes_twice_is_refused()
    {
        RollupReportBuilder builder = new(1);
        builder.AddDirectory(1, 0, "root"u8, Of(1));

        Assert.Throws<ArgumentException>(() => builder.AddDirectory(1, 0, "again"u8, Of(1)));
    }

    [Fact]
    public void A_missing_root_or_parent_is_refused()
    {
        RollupReportBuilder withoutRoot = new(1);
        RollupReportBuilder withoutParent = new(1);
        withoutParent.AddDirectory(1, 0, "root"u8, Of(1));
        withoutParent.AddEntry(5, "lost"u8, EntryKind.File, Of(1));

        Assert.Throws<InvalidOperationException>(() => withoutRoot.Build());
        Assert.Throws<InvalidOperationException>(() => withoutParent.Build());
    }

    private static string Name(RollupReport report, int row) => Encoding.UTF8.GetString(report.Name(row));

    private static Rollup Of(long size) => new() { Apparent = size, Allocated = size, Entries = 1, NewestMtime = size };
}
