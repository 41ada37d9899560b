using Fathom.Tests.Support;
using Xunit;

namespace Fathom.Tests.Walk;

public sealed class WalkerFailureTests
{
    public static TheoryData<string, int> Places
    {
        get
        {
            TheoryData<string, int> data = [];
            foreach (string place in new[] { "enter", "write", "listed", "leave", "open", "next" })
            {
                data.Add(place, 1);
                data.Add(place, 8);
            }

            return data;
        }
    }

    [Theory]
    [MemberData(nameof(Places))]
    public void An_exception_of_a_sink_or_a_reader_ends_the_walk_and_surfaces(string place, int workers)
    {
        for (int seed = 0; seed < 10; seed++)
        {
            int calls = 0;

            // The second worker's writer is the first that may fail: it is opened on a thread of its own.
            int fatal = place == "open" ? Math.Min(workers, 2) : 20;
            void Fail(string here)
            {
                if (here == place && Interlocked.Increment(ref calls) == fatal)
                {
                    throw new Mishap();
                }
            }

            using MemoryTree tree = new(MemoryNode.Generate(seed, 4_000), new MemoryTreeOptions { OnNext = _ => Fail("next") });
            RecordingSink sink = new()
            {
                OnEnter = _ => { Fail("enter"); return WalkAction.Continue; },
                OnWrite = _ => { Fail("write"); return WalkAction.Continue; },
                OnListed = _ => Fail("listed"),
                OnLeave = _ => Fail("leave"),
                OnOpenWriter = _ => Fail("open"),
            };
            Walker walker = new(tree, new WalkOptions { Workers = workers });

            Assert.Throws<Mishap>(() => Deadline.Run(() => walker.Run(sink)));

            Assert.Equal((0, 0, 0), (sink.Completed, sink.OpenWriters, tree.Readers));
        }
    }

    [Fact]
    public void A_failure_ends_the_long_listings_of_other_workers()
    {
        // Enough batches that listing them all takes a minute.
        MemoryNode endless = MemoryNode.Directory("endless", [.. Enumerable.Range(0, 60_000).Select(static i => MemoryNode.File($"f{i}"))]);
        MemoryNode root = MemoryNode.Directory("root", endless, MemoryNode.Directory("bad"), MemoryNode.Directory("other"));
        MemoryTreeOptions options = new()
        {
            BatchSize = 1,
            OnNext = node =>
            {
                if (node == endless)
                {
                    Thread.Sleep(1);
                }
                else if (node != root)
                {
                    Thread.Sleep(50);
                    throw new Mishap();
                }
            },
        };
        using MemoryTree tree = new(root, options);

        Assert.Throws<Mishap>(() => Deadline.Run(() => new Walker(tree, new WalkOptions { Workers = 3 }).Run(new RecordingSink()), seconds: 10));
    }

    [Fact]
    public void A_walker_walks_again_after_a_failure_and_after_a_success()
    {
        bool isBad = true;
        using MemoryTree tree = new(MemoryNode.Generate(1, 2_000));
        Walker walker = new(tree, new WalkOptions { Workers = 4 });
        RecordingSink bad = new() { OnWrite = _ => isBad ? throw new Mishap() : WalkAction.Continue };
        Assert.Throws<Mishap>(() => walker.Run(bad));
        isBad = false;

        for (int i = 0; i < 2; i++)
        {
            RecordingSink sink = new();
            WalkSummary summary = walker.Run(sink);

            Assert.Equal(tree.Count, sink.Entries.Count);
            Assert.InRange(summary.Workers, 1, 4);
        }
    }

    private sealed class Mishap : Exception;
}
