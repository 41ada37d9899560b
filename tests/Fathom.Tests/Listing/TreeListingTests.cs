using System.Runtime.Versioning;
using System.Text;
using Fathom.Local;
using Fathom.Tests.Local.Stat;
using Fathom.Tests.Support;
using Xunit;

namespace Fathom.Tests.Listing;

[SupportedOSPlatform("linux")]
public sealed class TreeListingTests : IDisposable
{
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(TreeShape.Odd, 4000, 4)]
    [InlineData(TreeShape.Mix, 20_000, 8)]
    [InlineData(TreeShape.Flat, 20_000, 8)]
    [InlineData(TreeShape.Deep, 3000, 2)]
    [InlineData(TreeShape.Wide, 5000, 1)]
    public void Entries_come_whole_and_in_the_order_of_their_components(TreeShape shape, long entries, int workers)
    {
        string root = _folder.At("t");
        TreeGenerator.Generate(root, new GenerateOptions { Shape = shape, Entries = entries });

        TreeListing listing = Collect(root, StatMask.Basic | StatMask.Target, workers);

        Assert.Equal(entries + 1, listing.Count);
        string[] paths = [.. listing.Select(entry => Convert.ToHexString(entry.GetPath()))];
        Assert.Equal(paths.Order(ByComponents.Instance), paths);
        Assert.Equal(StatBatchTests.Find(root).Select(Convert.ToHexString).Order(StringComparer.Ordinal), paths.Order(StringComparer.Ordinal));
        StatResult[] stats = StatBatch.Run([.. listing.Select(entry => (ReadOnlyMemory<byte>)entry.GetPath())]);
        Assert.Equal(
            stats.Select(result => (result.Stat.Kind, result.Stat.Id, result.Stat.Size, result.Stat.Allocated, result.Stat.Mtime, result.Stat.Mode)),
            listing.Select(entry => (entry.Kind, new NodeId(entry.Device, entry.Inode), entry.Size, entry.Allocated, entry.Mtime, entry.Mode)));
        Assert.All(listing, entry => Assert.Equal(entry.Kind == EntryKind.Symlink, !entry.Target.IsEmpty));
    }

    [Fact]
    public void A_directory_comes_before_its_content_and_content_before_longer_names()
    {
        foreach (string path in (string[])["a/z", "a-b", "a.c", "a/b/c", "ab"])
        {
            _folder.Write("t/" + path, "");
        }

        TreeListing listing = Collect(_folder.At("t"), StatMask.None, 2);
        string prefix = _folder.At("t");
        Assert.Equal(
            ["", "/a", "/a/b", "/a/b/c", "/a/z", "/a-b", "/a.c", "/ab"],
            listing.Select(entry => Encoding.UTF8.GetString(entry.GetPath())[prefix.Length..]));
        Assert.Equal([0, 1, 2, 3, 2, 1, 1, 1], listing.Select(entry => entry.Depth));
        Assert.Throws<InvalidOperationException>(() => listing[1].Size);
    }

    [Fact]
    public void Entries_that_are_not_kept_do_not_hide_what_is_below()
    {
        _folder.Write("t/d/e/f", "");
        _folder.Write("t/d/g", "");
        ListingSink sink = new(StatMask.None, (batch, index) => batch.Kinds[index] == EntryKind.File);
        using LocalTree tree = LocalTree.Open(_folder.At("t"));
        new Walker(tree, WalkOptions.Default).Run(sink);
        Assert.Equal(["f", "g"], sink.Listing.Select(entry => Encoding.UTF8.GetString(entry.Name)));
        Assert.Equal(_folder.At("t/d/e/f"), Encoding.UTF8.GetString(sink.Listing[0].GetPath()));
    }

    [Fact]
    public void Errors_stand_beside_the_entries()
    {
        Assert.SkipUnless(Environment.IsPrivilegedProcess, "only root can become nobody");
        foreach (string name in (string[])["b", "a", "c/d"])
        {
            _folder.Write($"t/{name}/x", "");
            File.SetUnixFileMode(_folder.At($"t/{name}"), UnixFileMode.UserRead);
        }

        File.SetUnixFileMode(_folder.Path, (UnixFileMode)0x1ED);
        LibcStat.AsNobody(() =>
        {
            TreeListing listing = Collect(_folder.At("t"), StatMask.None, 1);
            Assert.Equal(
                ["a", "b", "c/d"],
                listing.Errors.Select(error => Path.GetRelativePath(_folder.At("t"), Encoding.UTF8.GetString(error.Path))));
            Assert.All(listing.Errors, error => Assert.Equal(Errno.EACCES, error.Errno));
            Assert.Equal(5, listing.Count);
        });
    }

    [Fact]
    public void A_cancelled_listing_is_sorted_and_says_that_it_is_partial()
    {
        TreeGenerator.Generate(_folder.At("t"), new GenerateOptions { Entries = 20_000 });
        using LocalTree tree = LocalTree.Open(_folder.At("t"));
        using CancellationTokenSource source = new();
        source.CancelAfter(3);
        TreeListing listing = TreeListing.Collect(tree, StatMask.Size, null, source.Token);
        string[] paths = [.. listing.Select(entry => Convert.ToHexString(entry.GetPath()))];
        Assert.Equal(paths.Order(ByComponents.Instance), paths);
        Assert.Equal(listing.Summary.Entries, listing.Count);
        Assert.True(listing.Summary.IsPartial || listing.Count == 20_001);
    }

    private static TreeListing Collect(string root, StatMask wanted, int workers)
    {
        using LocalTree tree = LocalTree.Open(root);
        return TreeListing.Collect(tree, wanted, new WalkOptions { Workers = workers });
    }

    private sealed class ByComponents : IComparer<string>
    {
        internal static ByComponents Instance { get; } = new();

        // Hex text sorts as the bytes do, so components can be compared as text.
        public int Compare(string? x, string? y)
        {
            string[] a = Components(x!), b = Components(y!);
            for (int i = 0; i < Math.Min(a.Length, b.Length); i++)
            {
                int order = string.CompareOrdinal(a[i], b[i]);
                if (order != 0)
                {
                    return order;
                }
            }

            return a.Length.CompareTo(b.Length);
        }

        private static string[] Components(string hex)
        {
            List<string> components = [];
            int from = 0;
            for (int i = 0; i <= hex.Length; i += 2)
            {
                if (i == hex.Length || (hex[i] == '2' && hex[i + 1] == 'F'))
                {
                    components.Add(hex[from..i]);
                    from = i + 2;
                }
            }

            return [.. components];
        }
    }
}
