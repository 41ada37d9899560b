using System.Runtime.Versioning;
using System.Text;
using Fathom.Index;
using Fathom.Local;
using Fathom.Tests.Support;
using Xunit;

namespace Fathom.Tests.Index.Tree;

[SupportedOSPlatform("linux")]
public sealed class IndexTreeTests : IDisposable
{
    private readonly TempFolder _folder = new();
    private readonly string _path;
    private readonly string _root;

    public IndexTreeTests()
    {
        _path = _folder.At("x.fathom");
        _root = _folder.At("tree");
        Directory.CreateDirectory(Path.Combine(_root, "a/b"));
        File.WriteAllText(Path.Combine(_root, "a/b/c"), "text");
        File.WriteAllText(Path.Combine(_root, "d"), "more text");
        using LocalTree tree = LocalTree.Open(_root);
        using IndexScan scan = IndexScan.Create(_path, [tree.RootName.ToArray()], ScanOptions.Default);
        scan.Walk(0, tree);
        scan.Finish();
    }

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Attributes_equal_those_of_the_live_tree()
    {
        using LocalTree live = LocalTree.Open(_root);
        using IndexTree saved = IndexTree.Open(_path);
        const StatMask Wanted = StatMask.Basic & ~(StatMask.RawDevice | StatMask.Atime);

        Assert.Equal(Lines(live, Wanted), Lines(saved, Wanted));
    }

    [Fact]
    public void A_path_below_the_root_is_a_tree_with_the_names_of_the_scan()
    {
        using IndexTree tree = IndexTree.Open(_path, new IndexTreeOptions { Path = "a/b"u8.ToArray() });

        Assert.Equal([_root + "/a/b", _root + "/a/b/c"], Walk(tree).Entries.Keys.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void A_path_that_the_index_does_not_hold_is_refused()
    {
        FathomException failure = Assert.Throws<FathomException>(() => IndexTree.Open(_path, new IndexTreeOptions { Path = "a/x"u8.ToArray() }));

        Assert.Equal(Errno.ENOENT, failure.Errno);
        Assert.Equal(_root + "/a/x", Encoding.UTF8.GetString(failure.Path));
    }

    [Theory]
    [InlineData("..")]
    [InlineData(".")]
    [InlineData("../../etc/passwd")]
    [InlineData("")]
    public void A_name_that_leads_out_is_an_error_of_its_directory(string name)
    {
        Rewrite($"SELECT * REPLACE (CASE WHEN name = 'd' THEN '{name}' ELSE name END AS name) FROM rows");
        using IndexTree tree = IndexTree.Open(_path);

        RecordingSink sink = Walk(tree);

        Assert.Equal([_root, _root + "/a", _root + "/a/b", _root + "/a/b/c"], sink.Entries.Keys.Order(StringComparer.Ordinal));
        WalkError error = Assert.Single(sink.Errors);
        Assert.Equal((_root, Errno.EBADMSG), (Encoding.UTF8.GetString(error.Path), error.Errno));
    }

    [Theory]
    [InlineData(1)] // the root
    [InlineData(3)] // itself
    public void A_directory_that_leads_back_is_a_loop(int number)
    {
        Rewrite($"SELECT * REPLACE (CASE WHEN name = 'c' THEN {number} ELSE subdir_id END AS subdir_id, "
            + "CASE WHEN name = 'c' THEN 'd' ELSE type END AS type) FROM rows");
        using IndexTree tree = IndexTree.Open(_path);

        Assert.Equal(Errno.ELOOP, Assert.Single(Walk(tree).Errors).Errno);
    }

    [Fact]
    public void A_directory_with_two_parents_is_listed_once()
    {
        Rewrite("SELECT * REPLACE (CASE WHEN name = 'd' THEN 3 ELSE subdir_id END AS subdir_id, "
            + "CASE WHEN name = 'd' THEN 'd' ELSE type END AS type) FROM rows");
        using IndexTree tree = IndexTree.Open(_path);

        RecordingSink sink = Walk(tree);

        Assert.Single(sink.Entries.Keys, static path => path.EndsWith("/c", StringComparison.Ordinal));
        Assert.Equal(Errno.ELOOP, Assert.Single(sink.Errors).Errno);
    }

    [Fact]
    public void A_directory_that_is_not_listed_yet_is_an_error_to_try_again()
    {
        using (SqliteDatabase catalog = SqliteDatabase.Open(Path.Combine(_path, "catalog.sqlite"), readOnly: false, create: false))
        {
            catalog.Execute("INSERT INTO pending VALUES (3, 2, 0, 'b', '', 0, 0, 0, 0, 0, 0);"
                + $"INSERT INTO error VALUES (CAST('{_root}/a' AS BLOB), 'ReadDirectory', 5, 'Input/output error')");
        }

        using IndexTree tree = IndexTree.Open(_path);

        RecordingSink sink = Walk(tree);

        Assert.Equal(5, sink.Entries.Count);
        Assert.Equal(
            [(_root + "/a", Errno.EIO), (_root + "/a/b", Errno.EAGAIN)],
            sink.Errors.Select(static error => (Encoding.UTF8.GetString(error.Path), error.Errno)).Order());
    }

    [Fact]
    public void Attributes_that_were_not_stored_are_an_error_of_their_entry()
    {
        Rewrite("SELECT * REPLACE (CASE WHEN name = 'd' THEN NULL ELSE size END AS size) FROM rows");
        using IndexTree tree = IndexTree.Open(_path);

        Assert.Equal(Errno.ENODATA, Walk(tree).Entries[_root + "/d"].Errno);
    }

    [Fact]
    public void Links_cannot_be_followed()
    {
        using IndexTree tree = IndexTree.Open(_path);

        Assert.False(tree.Traits.CanFollowLinks);
        Assert.Throws<ArgumentException>(() => tree.OpenReader(new ReaderOptions { FollowLinks = true }));
        Assert.Throws<ArgumentException>(() => new Walker(tree, new WalkOptions { FollowLinks = true }));
    }

    [Fact]
    public void A_damaged_part_is_named()
    {
        string part = Directory.GetFiles(Path.Combine(_path, "entries")).Single();
        File.WriteAllText(part, "no Parquet");

        IndexException failure = Assert.Throws<IndexException>(() => IndexTree.Open(_path));

        Assert.Contains(part, failure.Message, StringComparison.Ordinal);
    }

    private static RecordingSink Walk(ITree tree, StatMask wanted = StatMask.Size)
    {
        RecordingSink sink = new(wanted);
        Deadline.Run(() => new Walker(tree, new WalkOptions { Workers = 2 }).Run(sink));
        return sink;
    }

    private static List<string> Lines(ITree tree, StatMask wanted) =>
    [
        .. Walk(tree, wanted).Entries.OrderBy(static pair => pair.Key, StringComparer.Ordinal).Select(static pair =>
            $"{pair.Key} {pair.Value.Kind} {pair.Value.Size} {pair.Value.Allocated} {pair.Value.Inode} {pair.Value.Device} {pair.Value.Mode} "
            + $"{pair.Value.Links} {pair.Value.Uid} {pair.Value.Gid} {pair.Value.Mtime} {pair.Value.Ctime}"),
    ];

    private void Rewrite(string sql)
    {
        string part = Directory.GetFiles(Path.Combine(_path, "entries")).Single();
        using DuckDatabase database = DuckDatabase.Open(new DuckOptions { Threads = 1 });
        using DuckConnection connection = database.Connect();
        connection.Execute($"CREATE TABLE rows AS FROM read_parquet({SqlText.Literal(part)}); COPY ({sql}) TO {SqlText.Literal(part)} (FORMAT parquet)");
    }
}
