using System.Runtime.Versioning;
using Fathom.Index;
using Fathom.Local;
using Fathom.Tests.Support;
using Xunit;

namespace Fathom.Tests.Index.Check;

[SupportedOSPlatform("linux")]
public sealed class IndexCheckTests : IDisposable
{
    private readonly TempFolder _folder = new();
    private readonly string _path;

    public IndexCheckTests()
    {
        _path = _folder.At("x.fathom");
        string root = _folder.At("tree");
        Directory.CreateDirectory(Path.Combine(root, "a/b"));
        File.WriteAllText(Path.Combine(root, "a/b/c"), "text");
        File.WriteAllText(Path.Combine(root, "d"), "more text");
        using LocalTree tree = LocalTree.Open(root);
        using IndexScan scan = IndexScan.Create(_path, [tree.RootName.ToArray()], ScanOptions.Default);
        scan.Walk(0, tree);
        scan.Finish();
    }

    private string Part => Directory.GetFiles(Path.Combine(_path, "entries")).Single();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_sound_index_has_no_problem(bool isDeep)
    {
        IndexCheckReport report = IndexCheck.Run(_path, isDeep);

        Assert.All(report.Items, static item => Assert.Equal("", item.Problem));
        Assert.True(report.IsSound && report.IsFinished);
        Assert.Equal(5 + 3, report.ReadableRows);
    }

    [Theory]
    [InlineData("entries")]
    [InlineData("dirs")]
    public void Changed_bytes_of_a_part_never_end_the_process(string folder)
    {
        string part = Directory.GetFiles(Path.Combine(_path, folder)).Single();
        byte[] sound = File.ReadAllBytes(part);
        int damaged = 0;
        for (int at = 0; at < sound.Length; at += Math.Max(1, sound.Length / 40))
        {
            byte[] bytes = [.. sound];
            bytes[at] ^= 0xff;
            File.WriteAllBytes(part, bytes);
            damaged += IndexCheck.Run(_path, isDeep: true).IsSound ? 0 : 1;
        }

        Assert.InRange(damaged, 5, 41);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(50)]
    [InlineData(99)]
    public void A_truncated_part_is_a_problem_and_the_rest_is_read(int percent)
    {
        using (FileStream file = File.OpenWrite(Part))
        {
            file.SetLength(file.Length * percent / 100);
        }

        IndexCheckReport report = IndexCheck.Run(_path);

        Assert.StartsWith("entries/", Assert.Single(report.Items, static item => item.Problem.Length > 0).File, StringComparison.Ordinal);
        Assert.Equal(3, report.ReadableRows);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(10)]
    [InlineData(60)]
    public void Without_a_whole_catalog_parts_can_still_be_read(int percent)
    {
        string catalog = Path.Combine(_path, "catalog.sqlite");
        using (FileStream file = File.OpenWrite(catalog))
        {
            file.SetLength(file.Length * percent / 100);
        }

        IndexCheckReport report = IndexCheck.Run(_path, isDeep: true);

        Assert.Equal("catalog.sqlite", Assert.Single(report.Items, static item => item.Problem.Length > 0).File);
        Assert.Equal(8, report.ReadableRows);
    }

    [Fact]
    public void A_missing_part_and_a_directory_in_its_place_are_problems()
    {
        string part = Part;
        File.Delete(part);
        Assert.Contains(IndexCheck.Run(_path).Items, static item => item.Problem == "it is missing");
        Directory.CreateDirectory(part);
        Assert.Contains(IndexCheck.Run(_path).Items, static item => item.Problem.Contains("directory", StringComparison.Ordinal));
    }

    [Fact]
    public void Swapped_parts_are_problems()
    {
        string all = Path.Combine(_path, "dirs/all.parquet");
        string part = Part;
        File.Move(part, _folder.At("swap"));
        File.Move(all, part);
        File.Move(_folder.At("swap"), all);

        Assert.Equal(2, IndexCheck.Run(_path).Items.Count(static item => item.Problem.Length > 0));
    }

    [Fact]
    public void Files_that_no_catalog_names_are_told_and_do_no_harm()
    {
        File.WriteAllText(Path.Combine(_path, "entries/part-000099.parquet.tmp"), "rest");

        IndexCheckReport report = IndexCheck.Run(_path);

        Assert.True(report.IsSound);
        Assert.Equal(["entries/part-000099.parquet.tmp"], report.Strays);
    }

    [Fact]
    public void Another_folder_is_no_index()
    {
        IndexException failure = Assert.Throws<IndexException>(() => IndexCheck.Run(_folder.At("tree")));

        Assert.Contains("is no index", failure.Message, StringComparison.Ordinal);
    }
}
