using Fathom.Transfer;
using Xunit;

namespace Fathom.Tests.Transfer.Run;

public sealed class LinkFollowersTests
{
    [Fact]
    public void Those_that_wait_come_once_and_in_order()
    {
        LinkFollowers followers = new();
        PlanStep[] links = [Link("a"), Link("b"), Link("c")];

        Assert.All(links, link => Assert.True(followers.TryAdd(link)));

        Assert.Equal(links, followers.Take());
        Assert.Empty(followers.Take());
    }

    [Fact]
    public void Who_comes_after_the_copy_does_not_wait()
    {
        LinkFollowers followers = new();
        Assert.Empty(followers.Take());

        Assert.False(followers.TryAdd(Link("late")));
        Assert.Empty(followers.Take());
    }

    [Fact]
    public void Each_of_many_is_made_by_one_of_the_two_sides()
    {
        for (int round = 0; round < 200; round++)
        {
            LinkFollowers followers = new();
            List<PlanStep> taken = [];
            Thread copy = new(() => taken = followers.Take());
            copy.Start();
            int late = 0;
            for (int i = 0; i < 50; i++)
            {
                late += followers.TryAdd(Link("x")) ? 0 : 1;
            }

            copy.Join();
            Assert.Equal(50, taken.Count + late);
        }
    }

    private static PlanStep Link(string name) => new()
    {
        Kind = StepKind.HardLink,
        Changes = ItemChanges.None,
        NodeKind = EntryKind.File,
        Path = System.Text.Encoding.UTF8.GetBytes(name),
    };
}
