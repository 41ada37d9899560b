using System.Runtime.Versioning;
using System.Text;
using Fathom.Index;
using Fathom.Tests.Support;
using Xunit;

namespace Fathom.Tests.Index;

/// <summary>Scans of a tree whose server stops answering.</summary>
[SupportedOSPlatform("linux")]
public sealed class IndexScanLostTests : IDisposable
{
    private static readonly byte[] s_url = "nfs://server/export?uid=7"u8.ToArray();

    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(1)]
    [InlineData(40)]
    [InlineData(300)]
    public void What_was_found_before_the_server_was_lost_is_committed_and_the_scan_goes_on_from_there(int answers)
    {
        string whole = _folder.At("whole");
        string cut = _folder.At("cut");
        using MemoryTree tree = Tree(onNext: null);
        ScanSummary expected = IndexScans.Run(whole, tree);
        using MemoryTree failing = Tree(onNext: LoseAfter(answers));

        using (IndexScan scan = IndexScan.Create(cut, [failing.RootName.ToArray()], Options))
        {
            FathomException failure = Assert.Throws<FathomException>(() => scan.Walk(0, failing));
            Assert.True(failure.IsTransient);
            ScanSummary kept = scan.Finish();
            Assert.False(kept.IsFinished);
            Assert.True(kept.Pending > 0);
            Assert.InRange(kept.Entries, 1, expected.Entries - 1);
        }

        ScanSummary resumed = IndexScans.Resume(cut, tree, IndexScans.Small);
        Assert.True(resumed.IsFinished);
        Assert.Equal(expected.Digest, resumed.Digest);
        Assert.Equal(IndexRows.Entries(whole), IndexRows.Entries(cut));
        Assert.Equal(IndexRows.Directories(whole), IndexRows.Directories(cut));
        Assert.Empty(IndexRows.Errors(cut));
    }

    [Fact]
    public void A_scan_may_lose_its_server_again_and_again()
    {
        string whole = _folder.At("whole");
        string cut = _folder.At("cut");
        using MemoryTree tree = Tree(onNext: null);
        IndexScans.Run(whole, tree);
        using (MemoryTree failing = Tree(LoseAfter(30)))
        using (IndexScan scan = IndexScan.Create(cut, [failing.RootName.ToArray()], Options))
        {
            Assert.Throws<FathomException>(() => scan.Walk(0, failing));
            Assert.False(scan.Finish().IsFinished);
        }

        bool isFinished = false;
        for (int run = 0; run < 200 && !isFinished; run++)
        {
            using MemoryTree failing = Tree(LoseAfter(60 + run));
            using IndexScan scan = IndexScan.Resume(cut, [], IndexScans.Small);
            Record.Exception(() => scan.Walk(0, failing));
            isFinished = scan.Finish().IsFinished;
        }

        Assert.True(isFinished);
        Assert.Equal(IndexRows.Entries(whole), IndexRows.Entries(cut));
        Assert.Equal(IndexRows.Directories(whole), IndexRows.Directories(cut));
    }

    [Fact]
    public void The_source_of_a_root_is_kept_beside_its_name()
    {
        string index = _folder.At("index");
        using MemoryTree tree = Tree(onNext: null);
        using (IndexScan scan = IndexScan.Create(index, [tree.RootName.ToArray()], Options))
        {
            Assert.Equal(s_url, Assert.Single(scan.Sources));
        }

        using (IndexScan scan = IndexScan.Resume(index, [], IndexScans.Small))
        {
            Assert.Equal(s_url, Assert.Single(scan.Sources));
            Assert.Equal("nfs://server/export"u8, Assert.Single(scan.Roots));
        }

        byte[] other = Encoding.UTF8.GetBytes("nfs://server/export?uid=8");
        using (IndexScan scan = IndexScan.Resume(index, [tree.RootName.ToArray()], IndexScans.Small with { Sources = [other] }))
        {
            Assert.Equal(other, Assert.Single(scan.Sources));
        }

        using (IndexScan scan = IndexScan.Resume(index, [], IndexScans.Small))
        {
            Assert.Equal(other, Assert.Single(scan.Sources));
        }
    }

    [Fact]
    public void A_root_whose_name_tells_is_its_own_source()
    {
        using IndexScan scan = IndexScan.Create(_folder.At("index"), ["/srv"u8.ToArray(), "/home"u8.ToArray()], IndexScans.Small);
        Assert.Equal(scan.Roots, scan.Sources);
    }

    [Fact]
    public void Sources_are_one_for_each_root_or_none()
    {
        string index = _folder.At("index");
        Assert.Throws<ArgumentException>(() => IndexScan.Create(index, ["a"u8.ToArray(), "b"u8.ToArray()], Options));
        Assert.False(Path.Exists(index));
    }

    private static ScanOptions Options => IndexScans.Small with { Sources = [s_url] };

    private static MemoryTree Tree(Action<MemoryNode>? onNext)
    {
        MemoryNode root = MemoryNode.Directory("nfs://server/export");
        root.Children.AddRange(MemoryNode.Generate(7, 2_000).Children);
        return new MemoryTree(root, new MemoryTreeOptions { Window = 4, BatchSize = 5, SliceAbove = 40, OnNext = onNext });
    }

    private static Action<MemoryNode> LoseAfter(int answers)
    {
        int count = 0;
        return _ =>
        {
            if (Interlocked.Increment(ref count) > answers)
            {
                throw new FathomException("no answer from NFS server", "server:2049"u8, Errno.ETIMEDOUT);
            }
        };
    }
}
