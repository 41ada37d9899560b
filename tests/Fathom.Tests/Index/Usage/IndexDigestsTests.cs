using System.Runtime.Versioning;
using System.Text;
using Fathom.Index;
using Fathom.Local;
using Fathom.Tests.Support;

using Xunit;

namespace Fathom.Tests.Index.Usage;

[SupportedOSPlatform("linux")]
public sealed class IndexDigestsTests
{
    [Fact]
    public void One_thread_and_eight_find_the_same_digest()
    {
        using SampleIndex sample = SampleIndex.Generate(TreeShape.Odd, 2_000);
        string one = Digest(sample, "one", 1);

        Assert.Equal(32, one.Length);
        Assert.Equal(one, Digest(sample, "eight", 8));
    }

    [Theory]
    [InlineData("touch -d 2020-01-01 d/file")]
    [InlineData("chmod 600 d/file")]
    [InlineData("mv d/file d/name && touch -d 2021-01-01 d")]
    [InlineData("ln -sfn elsewhere link && touch -hd 2021-01-01 link && touch -d 2021-01-01 .")]
    [InlineData("truncate -s 3 d/file && touch -d 2021-01-01 d/file")]
    public void A_change_changes_the_digest(string change)
    {
        using SampleIndex sample = Frozen();
        string before = Digest(sample, "before", 1);
        Shell.Run("bash", "-c", $"cd '{sample.Tree}' && {change}").EnsureSuccess();

        Assert.NotEqual(before, Digest(sample, "after", 1));
    }

    [Fact]
    public void A_copy_has_the_digest_of_its_original_and_a_changed_copy_differs_where_it_was_changed()
    {
        using SampleIndex sample = Frozen();
        string before = Digest(sample, "before", 1);
        Dictionary<string, string> original = ByDirectory(sample.Folder.At("before"), sample.Tree);
        Shell.Run("bash", "-c", $"cd '{sample.Folder.Path}' && cp -a tree copy && rm -r tree && mv copy tree").EnsureSuccess();

        Assert.Equal(before, Digest(sample, "copy", 1));
        Shell.Run("touch", "-d", "2022-01-01", $"{sample.Tree}/d/e/deep").EnsureSuccess();
        Digest(sample, "changed", 1);
        Dictionary<string, string> changed = ByDirectory(sample.Folder.At("changed"), sample.Tree);

        Assert.Equal(["", "/d", "/d/e", "/other"], original.Keys);
        Assert.Equal(["", "/d", "/d/e"], original.Keys.Where(path => original[path] != changed[path]));
    }

    [Fact]
    public void The_roots_digest_is_that_of_the_index_and_depth_limits_the_rows()
    {
        using SampleIndex sample = Frozen();

        Assert.Equal(IndexDigests.OfIndex(sample.Path), ByDirectory(sample.Path, sample.Tree)[""]);
        List<string> top = [];
        IndexDigests.OfDirectories(sample.Path, 1, (path, _) => top.Add(Encoding.UTF8.GetString(path)[sample.Tree.Length..]));
        Assert.Equal(["", "/d", "/other"], top);
    }

    private static SampleIndex Frozen() => SampleIndex.Of(tree => Shell.Run(
        "bash",
        "-c",
        $"cd '{tree}' && mkdir -p d/e other && echo 12345 > d/file && echo 1 > d/e/deep && echo 2 > other/f && ln -s target link && "
            + "touch -hd 2021-01-01 d/file d/e/deep other/f link d/e d other .").EnsureSuccess());

    private static string Digest(SampleIndex sample, string name, int workers)
    {
        string path = sample.Folder.At(name);
        sample.Scan(path, new ScanOptions { Walk = new WalkOptions { Workers = workers } });
        return IndexDigests.OfIndex(path);
    }

    private static Dictionary<string, string> ByDirectory(string index, string tree)
    {
        Dictionary<string, string> digests = [];
        IndexDigests.OfDirectories(
            index,
            int.MaxValue,
            (path, digest) => digests.Add(Encoding.UTF8.GetString(path)[tree.Length..], Convert.ToHexStringLower(digest)));
        return digests;
    }
}
