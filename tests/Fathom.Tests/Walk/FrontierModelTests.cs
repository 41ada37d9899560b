using Xunit;

namespace Fathom.Tests.Walk;

public sealed class FrontierModelTests
{
    // The parent of each directory; the root is first.
    private static readonly int[] s_pair = [-1, 0];
    private static readonly int[] s_fork = [-1, 0, 0];
    private static readonly int[] s_chain = [-1, 0, 1];
    private static readonly int[] s_star = [-1, 0, 0, 0];
    private static readonly int[] s_branch = [-1, 0, 0, 1, 1];
    private static readonly int[] s_wide = [-1, 0, 0, 0, 0];

    public static TheoryData<int, int, int[], int, int[]> Cases => new()
    {
        // workers, window, parents, children in a batch, slices
        { 2, 1, s_pair, 8, [] },
        { 2, 1, s_fork, 8, [] },
        { 2, 1, s_chain, 8, [] },
        { 2, 1, s_star, 1, [] },
        { 2, 1, s_branch, 8, [] },
        { 2, 1, s_wide, 2, [] },
        { 2, 1, s_star, 8, [1, 2] },
        { 2, 2, s_star, 8, [] },
        { 2, 2, s_branch, 1, [] },
        { 2, 2, s_branch, 8, [1] },
        { 3, 1, s_pair, 8, [] },
        { 3, 1, s_fork, 8, [] },
        { 3, 1, s_chain, 8, [] },
        { 3, 1, s_star, 8, [] },
        { 3, 1, s_fork, 8, [1] },
        { 3, 1, s_branch, 8, [] },
        { 3, 2, s_fork, 1, [] },
    };

    [Theory]
    [MemberData(nameof(Cases))]
    public void Every_interleaving_does_all_work_once_and_ends(int workers, int window, int[] parents, int perBatch, int[] slices)
    {
        ScheduleSearch search = new();

        search.Run(SimulatedTree.FromParents(parents, perBatch, slices), new SimulationOptions { Workers = workers, Window = window });

        Assert.True(search.Ends > 0);
        Assert.True(search.States > 50, $"{search.States} states are too few to be all");
        TestContext.Current.TestOutputHelper?.WriteLine($"{search.States} states, {search.Ends} ends");
    }

    [Theory]
    [InlineData(nameof(Fault.FinishesBeforeCreating))]
    [InlineData(nameof(Fault.CreatesAfterPublishing))]
    [InlineData(nameof(Fault.ForgetsToFinish))]
    [InlineData(nameof(Fault.SharesPrivateChild))]
    [InlineData(nameof(Fault.LosesChildren))]
    [InlineData(nameof(Fault.LosesWakes))]
    public void The_search_finds_a_worker_that_is_wrong(string fault)
    {
        SimulationOptions options = new() { Workers = 2, Fault = Enum.Parse<Fault>(fault) };

        Assert.Throws<ScheduleViolation>(() => new ScheduleSearch().Run(SimulatedTree.FromParents(s_branch), options));
    }
}
