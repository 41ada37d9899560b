using System.Runtime.Versioning;
using System.Text;
using Fathom.Index;
using Fathom.Local;
using Fathom.Tests.Support;
using Xunit;

namespace Fathom.Tests.Index.Compare;

[SupportedOSPlatform("linux")]
public sealed class IndexComparisonTests
{
    public static TheoryData<int> Seeds => [.. Enumerable.Range(1, 30)];

    [Theory]
    [MemberData(nameof(Seeds))]
    public void Any_edits_give_what_two_listings_give(int seed)
    {
        TreeEdits? edits = null;
        using SampleIndex old = SampleIndex.Of(tree => (edits = new TreeEdits(tree, seed)).Fill());
        TreeListing before = TreeListing.Of(old.Tree);
        edits!.Edit(1 + seed);
        old.Scan(old.Folder.At("new.fathom"));

        using IndexComparison comparison = Compare(old, threads: seed % 2 == 0 ? 1 : 8);

        List<string> expected = before.Compare(TreeListing.Of(old.Tree));
        List<string> lines = Lines(comparison);
        Assert.Equal(expected, lines);
        Assert.Equal(
            [Count('+'), Count('-'), Count('~'), Count('>')],
            [comparison.Totals.Added, comparison.Totals.Removed, comparison.Totals.Changed, comparison.Totals.Moved]);

        long Count(char sign) => expected.LongCount(line => line[0] == sign);
    }

    [Theory]
    [MemberData(nameof(Seeds))]
    public void Growth_is_what_came_less_what_went_and_moves_are_none(int seed)
    {
        TreeEdits? edits = null;
        using SampleIndex old = SampleIndex.Of(tree => (edits = new TreeEdits(tree, seed) { MakesLinks = false }).Fill());
        edits!.Edit(20);
        old.Scan(old.Folder.At("new.fathom"));

        using IndexComparison comparison = Compare(old);
        Dictionary<string, long[]> rows = Directories(comparison, new DirectoryGrowthQuery { MaxDepth = int.MaxValue });

        ComparisonTotals totals = comparison.Totals;
        long[] root = rows.TryGetValue(".", out long[]? found) ? found : [0, 0, 0, 0];
        Assert.Equal([totals.AddedBytes - totals.RemovedBytes + totals.ChangedBytes, totals.AddedBytes, totals.RemovedBytes, 0], root);
    }

    [Fact]
    public void Trees_that_did_not_change_have_no_differences()
    {
        using SampleIndex old = SampleIndex.Generate(TreeShape.Odd, 3000);
        old.Scan(old.Folder.At("new.fathom"), new ScanOptions { Walk = new WalkOptions { Workers = 1 } });

        using IndexComparison comparison = Compare(old);

        Assert.True(comparison.Totals.IsEmpty);
        Assert.Empty(Lines(comparison));
        Assert.Empty(Directories(comparison, new DirectoryGrowthQuery()));
        Assert.Empty(comparison.ReadGroups(GrowthGroup.Owner, apparent: false, limit: 0));
        Assert.Empty(comparison.ReadGroups(GrowthGroup.Extension, apparent: true, limit: 0));
    }

    [Fact]
    public void A_moved_directory_is_one_line_and_no_growth()
    {
        using SampleIndex old = SampleIndex.Of(tree => Script(tree, "mkdir -p a/b c && head -c 50000 /dev/zero > a/b/f && echo 1 > a/b/g"));
        Script(old.Tree, "mv a c/moved && echo new > c/moved/b/h && rm c/moved/b/g");
        old.Scan(old.Folder.At("new.fathom"));

        using IndexComparison comparison = Compare(old);

        Assert.Equal(["+ c/moved/b/h", "- a/b/g", "> a -> c/moved", "~ . mtime", "~ c mtime", "~ c/moved/b mtime"], Lines(comparison));
        Dictionary<string, long[]> rows = Directories(comparison, new DirectoryGrowthQuery { Apparent = true, MaxDepth = 1 });
        Assert.Equal([2, 4, 2, 0], rows["."]);
        Assert.Equal(2, rows["c"][0]);
        Assert.True(rows["c"][3] > 50_000);
    }

    [Fact]
    public void What_left_a_directory_before_it_moved_is_not_carried_twice()
    {
        using SampleIndex old = SampleIndex.Of(tree => Script(
            tree, "mkdir -p p/x/y q r s && head -c 10000 /dev/zero > p/x/y/f && head -c 2000 /dev/zero > p/x/g && head -c 300 /dev/zero > p/h && echo z > p/keep && echo z > p/x/keep"));
        Script(old.Tree, "mv p/x/y s/y && mv p/x r/x && mv p/h s/h && mv p q/p");
        old.Scan(old.Folder.At("new.fathom"));

        using IndexComparison comparison = Compare(old);

        Assert.Equal(0, comparison.Totals.Added + comparison.Totals.Removed);
        Assert.Equal(4, comparison.Totals.Moved);
        Assert.All(Directories(comparison, new DirectoryGrowthQuery { Apparent = true, MaxDepth = 9 }), row => Assert.Equal(0, row.Value[0]));
    }

    [Fact]
    public void A_number_that_a_new_directory_inherits_is_no_move()
    {
        using SampleIndex old = SampleIndex.Of(tree => Script(tree, "for i in 1 2 3 4 5; do mkdir a$i; echo 1 > a$i/f; done"));
        Script(old.Tree, "sleep 0.02; rm -r a*; for i in 1 2 3 4 5; do mkdir b$i; echo 1 > b$i/f; done");
        old.Scan(old.Folder.At("new.fathom"));

        using IndexComparison comparison = Compare(old);

        Assert.Equal([10, 10, 0], [comparison.Totals.Added, comparison.Totals.Removed, comparison.Totals.Moved]);
    }

    [Fact]
    public void A_faithful_copy_is_equal_and_in_another_root_nothing_has_moved()
    {
        using SampleIndex old = SampleIndex.Of(tree => Script(tree, "mkdir -p a/b && echo 1 > a/b/f && touch a/$'\\xff' && ln -s x a/l"));
        using SampleIndex copy = SampleIndex.Of(tree => Shell.Run("cp", "-a", old.Tree + "/.", tree).EnsureSuccess());
        using (IndexComparison same = Compare(old.Path, copy.Path))
        {
            Assert.True(same.Totals.IsEmpty);
        }

        Script(copy.Tree, "mv a/b/f a/b/g");
        copy.Scan(copy.Path);
        using IndexComparison comparison = Compare(old.Path, copy.Path);

        Assert.Equal(["+ a/b/g", "- a/b/f", "~ a/b mtime"], Lines(comparison));
    }

    [Fact]
    public void Names_are_bytes()
    {
        using SampleIndex old = SampleIndex.Of(tree => Script(tree, "mkdir $'d\\xff' 'x2F' && echo 1 > $'d\\xff'/$'\\xfe' && echo 1 > '\\xfe' && echo 1 > $'\\xfe'"));
        Script(old.Tree, "echo 22 > $'d\\xff'/$'\\xfe' && rm '\\xfe' && mv $'d\\xff' $'e\\xff' && touch $'g\\xff'");
        old.Scan(old.Folder.At("new.fathom"));

        using IndexComparison comparison = Compare(old);

        Assert.Equal(["+ g\xff", "- \\xfe", "> d\xff -> e\xff", "~ . mtime", "~ e\xff/\xfe size,mtime"], Lines(comparison));
    }

    [Fact]
    public void A_directory_is_compared_alone()
    {
        using SampleIndex old = SampleIndex.Of(tree => Script(tree, "mkdir -p a/b c && echo 1 > a/b/f && echo 1 > c/f"));
        Script(old.Tree, "echo 22 > a/b/f; echo 22 > c/f; mv c/f a/b/g");
        old.Scan(old.Folder.At("new.fathom"));

        using IndexComparison comparison = Compare(old.Path, old.Folder.At("new.fathom"), new ComparisonOptions { OldBelow = "a"u8.ToArray(), NewBelow = "a"u8.ToArray() });

        Assert.Equal(["+ b/g", "~ b mtime", "~ b/f size,mtime"], Lines(comparison));
        Assert.Throws<IndexException>(() => Compare(old.Path, old.Path, new ComparisonOptions { OldBelow = "none"u8.ToArray(), NewBelow = "none"u8.ToArray() }));
    }

    [Fact]
    public void Owners_and_extensions_grow_by_what_their_files_do()
    {
        using SampleIndex old = SampleIndex.Of(tree => Script(tree, "echo 1 > a.log; echo 1 > b.txt; ln b.txt c.txt"));
        Script(old.Tree, "head -c 70000 /dev/zero > a.log; rm b.txt c.txt; head -c 9000 /dev/zero > d.bin; ln d.bin e.bin");
        old.Scan(old.Folder.At("new.fathom"));

        using IndexComparison comparison = Compare(old);

        Assert.Equal(
            [("log", 2, 70_000, 1, 1), ("bin", 0, 9000, 0, 1), ("txt", 2, 0, 1, 0)],
            comparison.ReadGroups(GrowthGroup.Extension, apparent: true, limit: 0).Select(row => (row.Key!, row.Old, row.New, row.OldEntries, row.NewEntries)));
        GroupGrowth owner = Assert.Single(comparison.ReadGroups(GrowthGroup.Owner, apparent: true, limit: 0));
        Assert.Equal(78_996, owner.New - owner.Old);
    }

    private static IndexComparison Compare(SampleIndex old, int threads = 2) =>
        Compare(old.Path, old.Folder.At("new.fathom"), new ComparisonOptions { Session = new SessionOptions { Threads = threads } });

    private static IndexComparison Compare(string old, string current, ComparisonOptions? options = null)
    {
        using SavedIndex first = SavedIndex.Open(old);
        using SavedIndex second = SavedIndex.Open(current);
        return IndexComparison.Open(first, second, options ?? ComparisonOptions.Default);
    }

    private static List<string> Lines(IndexComparison comparison)
    {
        List<string> lines = [];
        comparison.ReadEntries(only: null, limit: 0, (in EntryChange change) =>
        {
            string old = Encoding.Latin1.GetString(change.OldPath);
            string current = Encoding.Latin1.GetString(change.NewPath);
            string fields = change.Fields == ChangedFields.None ? "" : " " + change.Fields.ToString().ToLowerInvariant().Replace(" ", "", StringComparison.Ordinal);
            lines.Add(change.Kind switch
            {
                ChangeKind.Added => $"+ {current}",
                ChangeKind.Removed => $"- {old}",
                ChangeKind.Moved => $"> {old} -> {current}{fields}",
                _ => $"~ {current}{fields}",
            });
        });
        lines.Sort(StringComparer.Ordinal);
        return lines;
    }

    private static Dictionary<string, long[]> Directories(IndexComparison comparison, DirectoryGrowthQuery query)
    {
        Dictionary<string, long[]> rows = [];
        comparison.ReadDirectories(query, (in DirectoryGrowth growth) =>
            rows.Add(Encoding.Latin1.GetString(growth.Path), [growth.Growth, growth.Added, growth.Removed, growth.Moved]));
        return rows;
    }

    private static void Script(string tree, string script) => Shell.Run("bash", "-c", $"cd {tree} && {script}").EnsureSuccess();
}
