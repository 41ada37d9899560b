using Fathom.Fuse;
using Xunit;

namespace Fathom.Tests.Fuse.Nodes;

public sealed class NodeBudgetTests
{
    [Theory]
    [InlineData(20_000, 0, 17_500)]
    [InlineData(20_000, 2_500, 15_000)]
    public void What_is_open_takes_from_the_nodes(long descriptors, int open, int expected) =>
        Assert.Equal(expected, NodeBudget.Of(descriptors, open));

    [Fact]
    public void Half_of_the_descriptors_are_for_nodes_however_much_is_open() => Assert.Equal(10_000, NodeBudget.Of(20_000, 19_000));

    [Theory]
    [InlineData(0, 64)]
    [InlineData(long.MaxValue, int.MaxValue)]
    public void Any_limit_gives_a_number(long descriptors, int expected) => Assert.Equal(expected, NodeBudget.Of(descriptors, 0));
}
