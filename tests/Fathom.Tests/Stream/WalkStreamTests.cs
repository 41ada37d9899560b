using System.Runtime.Versioning;

using Fathom.Local;
using Fathom.Tests.Cli;
using Fathom.Tests.Support;

using Xunit;

namespace Fathom.Tests.Streaming;

[SupportedOSPlatform("linux")]
public sealed class WalkStreamTests : IDisposable
{
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(TreeShape.Mix, 20_000, 1)]
    [InlineData(TreeShape.Mix, 20_000, 256)]
    [InlineData(TreeShape.Flat, 40_000, 2)]
    [InlineData(TreeShape.Deep, 3_000, 16)]
    [InlineData(TreeShape.Odd, 3_000, 16)]
    public async Task Every_entry_that_find_sees_comes_once(TreeShape shape, long entries, int capacity)
    {
        string path = _folder.At("t");
        TreeGenerator.Generate(path, new GenerateOptions { Shape = shape, Entries = entries });
        using LocalTree tree = LocalTree.Open(path);
        WalkStream stream = new(tree, WalkOptions.Default, new WalkStreamOptions { Capacity = capacity });

        List<string> paths = [];
        await foreach (WalkEvent item in stream.Events)
        {
            if (item.Kind == WalkEventKind.Entry)
            {
                paths.Add(RecordingSink.Text(item.GetPath()));
            }
        }

        string[] found = System.Text.Encoding.Latin1.GetString(ShellRun.Of($"find {path} -print0").Output).Split('\0', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(found.Order(StringComparer.Ordinal), paths.Order(StringComparer.Ordinal));
        Assert.Equal(paths.Count, stream.Summary!.Entries);
        Assert.False(stream.Summary.IsPartial);
    }

    [Fact]
    public async Task A_directory_is_entered_before_its_entries_and_left_after_its_subtree()
    {
        using MemoryTree tree = new(MemoryNode.Generate(5, 5_000), new MemoryTreeOptions { BatchSize = 3, SliceAbove = 10 });
        WalkStream stream = new(tree, new WalkOptions { Workers = 8 }, new WalkStreamOptions { Capacity = 5 });
        HashSet<string> entered = [];
        HashSet<string> left = [];
        int directories = 0;
        bool isFirst = true;

        await foreach (WalkEvent item in stream.Events)
        {
            string path = RecordingSink.Text(item.GetPath());
            string? parent = item.Depth > 0 ? path[..path.LastIndexOf('/')] : null;
            Assert.True(parent is null || (entered.Contains(parent) && !left.Contains(parent)), path);
            Assert.Equal(isFirst, item.Kind == WalkEventKind.Entry && item.Depth == 0);
            isFirst = false;
            switch (item.Kind)
            {
                case WalkEventKind.EnterDirectory:
                    Assert.True(entered.Add(path));
                    break;
                case WalkEventKind.LeaveDirectory:
                    Assert.Contains(path, entered);
                    Assert.True(left.Add(path));
                    break;
                default:
                    directories += item.EntryKind == EntryKind.Directory ? 1 : 0;
                    break;
            }
        }

        Assert.Equal(directories, entered.Count);
        Assert.Equal(entered.Count, left.Count);
    }

    [Fact]
    public async Task A_slow_consumer_holds_the_walk_back()
    {
        const int Capacity = 4;
        const int Workers = 4;
        int listings = 0;
        MemoryTreeOptions options = new() { OnNext = _ => Interlocked.Increment(ref listings) };
        using MemoryTree tree = new(MemoryNode.Generate(2, 20_000), options);
        WalkStream stream = new(tree, new WalkOptions { Workers = Workers }, new WalkStreamOptions { Capacity = Capacity });
        int items = 0;

        await foreach (WalkBatch batch in stream)
        {
            if (++items % 100 == 0 && items <= 500)
            {
                await Task.Delay(30);
                // What the consumer has seen, what waits for it, and one listing that each worker cannot deliver.
                Assert.InRange(Volatile.Read(ref listings), 0, items + Capacity + Workers);
            }
        }

        Assert.Equal(tree.Count, stream.Summary!.Entries);
    }

    [Fact]
    public async Task A_consumer_that_breaks_ends_the_walk_and_its_threads()
    {
        int listings = 0;
        MemoryTreeOptions options = new() { OnNext = _ => Interlocked.Increment(ref listings) };
        using MemoryTree tree = new(MemoryNode.Generate(2, 20_000), options);
        WalkStream stream = new(tree, new WalkOptions { Workers = 8 }, new WalkStreamOptions { Capacity = 2 });

        await foreach (WalkEvent item in stream.Events)
        {
            if (item.Depth == 3)
            {
                break;
            }
        }

        Assert.Equal(0, tree.Readers);
        Assert.True(stream.Summary!.IsPartial);
        int after = Volatile.Read(ref listings);
        await Task.Delay(50);
        Assert.Equal(after, Volatile.Read(ref listings));
        Assert.InRange(after, 1, 10_000);
    }

    [Fact]
    public async Task A_consumer_that_throws_ends_the_walk()
    {
        using MemoryTree tree = new(MemoryNode.Generate(2, 20_000));
        WalkStream stream = new(tree, WalkOptions.Default, new WalkStreamOptions { Capacity = 1 });

        await Assert.ThrowsAsync<FormatException>(async () =>
        {
            await foreach (WalkBatch batch in stream)
            {
                throw new FormatException();
            }
        });

        Assert.Equal(0, tree.Readers);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(50)]
    public async Task Cancelling_ends_the_walk_with_an_exception(int after)
    {
        using CancellationTokenSource cancel = new();
        using MemoryTree tree = new(MemoryNode.Generate(2, 20_000));
        WalkStream stream = new(tree, WalkOptions.Default, new WalkStreamOptions { Capacity = 2 });
        int items = 0;
        if (after == 0)
        {
            await cancel.CancelAsync();
        }

        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () =>
        {
            await foreach (WalkEvent item in stream.Events.WithCancellation(cancel.Token))
            {
                if (++items == after)
                {
                    await cancel.CancelAsync();
                }
            }
        });

        Assert.Equal(0, tree.Readers);
        Assert.InRange(items, after, after + 1000);
    }

    [Fact]
    public async Task Errors_are_events()
    {
        MemoryNode closed = MemoryNode.Directory("closed");
        closed.OpenError = Errno.EACCES;
        MemoryNode gone = MemoryNode.File("gone");
        gone.StatError = Errno.ENOENT;
        using MemoryTree tree = new(MemoryNode.Directory("root", closed, gone, MemoryNode.File("fine", 7)));
        WalkStream stream = new(tree, WalkOptions.Default, new WalkStreamOptions { Wanted = StatMask.Size });
        List<string> seen = [];

        await foreach (WalkEvent item in stream.Events)
        {
            string size = item.Kind == WalkEventKind.Entry && item.Errno == Errno.None && item.EntryKind == EntryKind.File ? $" {item.Size}" : "";
            seen.Add($"{item.Kind} {RecordingSink.Text(item.GetPath())} {item.Errno}{size}");
        }

        Assert.Contains("Error root/closed EACCES", seen);
        Assert.Contains("Error root/gone ENOENT", seen);
        Assert.Contains("Entry root/gone ENOENT", seen);
        Assert.Contains("Entry root/fine None 7", seen);
        Assert.Contains("LeaveDirectory root/closed None", seen);
        Assert.Equal(2, stream.Summary!.Errors);
    }

    [Fact]
    public async Task A_root_that_vanished_is_the_consumers_exception()
    {
        string path = _folder.Write("t/f", "");
        using LocalTree tree = LocalTree.Open(path);
        File.Delete(path);

        FathomException failure = await Assert.ThrowsAsync<FathomException>(async () =>
        {
            await foreach (WalkBatch batch in new WalkStream(tree, WalkOptions.Default))
            {
            }
        });

        Assert.Equal(Errno.ENOENT, failure.Errno);
    }

    [Fact]
    public async Task A_stream_can_be_read_again()
    {
        using MemoryTree tree = new(MemoryNode.Generate(1, 1_000));
        WalkStream stream = new(tree, WalkOptions.Default);

        for (int i = 0; i < 2; i++)
        {
            int entries = 0;
            await foreach (WalkEvent item in stream.Events)
            {
                entries += item.Kind == WalkEventKind.Entry ? 1 : 0;
            }

            Assert.Equal(tree.Count, entries);
        }
    }

    [Fact]
    public void Copies_of_batches_are_whole()
    {
        EntryBatch batch = new(64);
        batch.Prepare(StatMask.Size | StatMask.Mtime);
        for (int i = 0; i < 100; i++)
        {
            int index = batch.AddName([(byte)'n', (byte)('0' + (i % 10))], EntryKind.File, (ulong)i);
            batch.Prepare(StatMask.Size | StatMask.Mtime);
            batch.Sizes[index] = i * 10;
            batch.Mtimes[index] = -i;
        }

        batch.Filled = StatMask.Size;
        batch.SetErrno(3, Errno.EIO);
        batch.SetTarget(4, "target"u8);
        EntryBatch copy = new(64);
        copy.AddName("before"u8, EntryKind.Directory, 1);

        copy.CopyFrom(batch);
        batch.Clear(null);

        Assert.Equal(100, copy.Count);
        Assert.Equal("n9"u8, copy.Name(99));
        Assert.Equal(990, copy.Sizes[99]);
        Assert.Equal(99ul, copy.Inodes[99]);
        Assert.Equal(Errno.EIO, copy.Errnos(3));
        Assert.Equal(1, copy.ErrorCount);
        Assert.Equal("target"u8, copy.Target(4));
        Assert.True(copy.Target(99).IsEmpty);
    }
}
