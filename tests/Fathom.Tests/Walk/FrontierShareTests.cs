using FsCheck;
using FsCheck.Fluent;
using Xunit;

namespace Fathom.Tests.Walk;

public sealed class FrontierShareTests
{
    [Fact]
    public void A_share_is_a_list_that_grows_and_shrinks_at_the_new_end_and_is_robbed_at_the_old_end()
    {
        // Positive: push that many. Zero: pop. Negative: steal half.
        Prop.ForAll<int[]>(static moves => Behaves(moves)).Check(Config.QuickThrowOnFailure.WithMaxTest(2_000).WithEndSize(300));
    }

    [Fact]
    public void Stealing_leaves_the_newer_half()
    {
        FrontierShare share = new();
        share.Push(Items(0, 5));
        WorkItem[] loot = [];

        Assert.Equal(3, share.StealHalf(ref loot));
        Assert.Equal([0L, 1, 2], loot.Take(3).Select(static item => item.Directory.Row));
        Assert.True(share.TryPopNewest(out WorkItem newest));
        Assert.Equal(4, newest.Directory.Row);
        Assert.Equal(1, share.Count);
    }

    private static bool Behaves(int[] moves)
    {
        FrontierShare share = new();
        List<int> model = [];
        WorkItem[] loot = [];
        int made = 0;
        foreach (int move in moves)
        {
            bool same = move switch
            {
                > 0 => Push(share, model, move, ref made),
                0 => Pop(share, model),
                _ => Steal(share, model, ref loot),
            };
            if (!same || share.Count != model.Count)
            {
                return false;
            }
        }

        while (model.Count > 0)
        {
            if (!Pop(share, model))
            {
                return false;
            }
        }

        return !share.TryPopNewest(out _);
    }

    private static bool Push(FrontierShare share, List<int> model, int count, ref int made)
    {
        share.Push(Items(made, count));
        model.AddRange(Enumerable.Range(made, count));
        made += count;
        return true;
    }

    private static bool Pop(FrontierShare share, List<int> model)
    {
        bool found = share.TryPopNewest(out WorkItem item);
        if (!found)
        {
            return model.Count == 0;
        }

        int newest = model[^1];
        model.RemoveAt(model.Count - 1);
        return item.Directory.Row == newest;
    }

    private static bool Steal(FrontierShare share, List<int> model, ref WorkItem[] loot)
    {
        int taken = share.StealHalf(ref loot);
        bool same = taken == (model.Count + 1) / 2
            && loot.Take(taken).Select(static item => (int)item.Directory.Row).SequenceEqual(model.Take(taken));
        model.RemoveRange(0, taken);
        return same;
    }

    private static WorkItem[] Items(int first, int count) =>
        [.. Enumerable.Range(first, count).Select(static row => new WorkItem(new DirectoryNode { Row = row }))];
}
