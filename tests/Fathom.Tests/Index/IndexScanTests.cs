using System.Runtime.Versioning;
using Fathom.Index;
using Fathom.Tests.Support;
using Xunit;

namespace Fathom.Tests.Index;

[SupportedOSPlatform("linux")]
public sealed class IndexScanTests : IDisposable
{
    private readonly TempFolder _folder = new();
    private readonly string _tree;

    public IndexScanTests()
    {
        _tree = _folder.At("tree");
        Shell.Run(RepositoryRoot.Binary, "gen", _tree, "--shape", "odd", "--entries", "1500").EnsureSuccess();
    }

    public void Dispose() => _folder.Dispose();

    public static TheoryData<int, int, long> Schedules => new()
    {
        { 1, 1, 1_000_000 },
        { 2, 1, 1000 },
        { 8, 4, 1_000_000 },
        { 8, 2, 100 },
        { 3, 4, 7 },
    };

    [Theory]
    [MemberData(nameof(Schedules))]
    public void Neither_threads_nor_the_size_of_parts_change_what_is_stored(int workers, int writers, long rows)
    {
        string expected = _folder.At("expected.fathom");
        string index = _folder.At("index.fathom");
        ScanSummary reference = IndexScans.RunFolders(expected, [_tree], new ScanOptions { Writers = 1, Walk = new WalkOptions { Workers = 1 } });

        ScanSummary summary = IndexScans.RunFolders(
            index, [_tree], new ScanOptions { Writers = writers, RowsPerPart = rows, Walk = new WalkOptions { Workers = workers } });

        Assert.Equal(reference.Digest, summary.Digest);
        Assert.Equal((reference.Size, reference.Allocated, reference.Entries), (summary.Size, summary.Allocated, summary.Entries));
        Assert.Equal(IndexRows.Entries(expected), IndexRows.Entries(index));
        Assert.Equal(IndexRows.Directories(expected), IndexRows.Directories(index));
    }

    [Fact]
    public void Totals_of_every_directory_are_the_sums_of_what_is_below_it_whether_they_were_stored_in_between_or_not()
    {
        foreach (long rows in (long[])[1_000_000, 100])
        {
            string index = _folder.At($"{rows}.fathom");
            IndexScans.RunFolders(index, [_tree], new ScanOptions { Writers = 1, RowsPerPart = rows });
            const string Wrong = """
                SELECT count(*) FROM read_parquet('{index}/dirs/all.parquet') d JOIN (
                  SELECT a.dir_id, sum(b.own_size) AS size, sum(b.own_allocated) AS allocated, sum(b.own_entries) AS entries, sum(b.own_dirs) AS dirs,
                    count(*) AS listed
                  FROM read_parquet('{index}/dirs/all.parquet') a
                  JOIN read_parquet('{index}/dirs/all.parquet') b ON b.path = a.path OR starts_with(b.path, a.path || '/') GROUP BY 1) s USING (dir_id)
                WHERE (d.size, d.allocated, d.entries, d.dirs, d.pre_end - d.pre) != (s.size, s.allocated, s.entries, s.dirs, s.listed)
                """;
            Assert.True(IndexRows.Number(index, "SELECT count(*) FROM read_parquet('{index}/dirs/all.parquet')") > 10);
            Assert.Equal(0, IndexRows.Number(index, Wrong));
        }
    }

    [Theory]
    [InlineData("touch -d 2001-02-03 {0}/added", true)]
    [InlineData("mkdir {0}/added", true)]
    [InlineData("ln -s nowhere {0}/added", true)]
    [InlineData("chmod 600 {0}/known", true)]
    [InlineData("printf x >> {0}/known; touch -d @1 {0}/known", true)]
    [InlineData("mv {0}/known {0}/renamed", true)]
    [InlineData("rm {0}/known", true)]
    [InlineData("cat {0}/known >/dev/null; touch -a {0}/known", false)]
    [InlineData("ln {0}/known {0}/../elsewhere", false)]
    public void Only_what_changes_a_tree_changes_its_digest(string change, bool isDifferent)
    {
        string path = _tree + "/known";
        Run($"printf 12 > {path}; touch -d @1 {path} {_tree}");
        string before = IndexScans.RunFolders(_folder.At("before.fathom"), [_tree]).Digest;

        Run(string.Format(null, change, _tree));

        string after = IndexScans.RunFolders(_folder.At("after.fathom"), [_tree]).Digest;
        Assert.Equal(isDifferent, before != after);
    }

    [Fact]
    public void A_faithful_copy_has_the_digest_of_its_original()
    {
        string copy = _folder.At("copy");
        Run($"cp -a {_tree} {copy}");
        Assert.Equal(
            IndexScans.RunFolders(_folder.At("original.fathom"), [_tree]).Digest,
            IndexScans.RunFolders(_folder.At("copied.fathom"), [copy]).Digest);
    }

    private static void Run(string script) => Shell.Run("sh", "-c", script).EnsureSuccess();
}
