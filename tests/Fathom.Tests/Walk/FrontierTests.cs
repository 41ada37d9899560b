using Xunit;

namespace Fathom.Tests.Walk;

public sealed class FrontierTests
{
    private const int Schedules = 100_000;

    [Fact]
    public void Random_schedules_lose_nothing_repeat_nothing_end_in_time_and_never_hang()
    {
        Parallel.For(0, Schedules, static seed => RunSeed(seed, Fault.None));
    }

    [Theory]
    [InlineData(nameof(Fault.FinishesBeforeCreating), "early end")]
    [InlineData(nameof(Fault.CreatesAfterPublishing), "early end")]
    [InlineData(nameof(Fault.ForgetsToFinish), "hang")]
    [InlineData(nameof(Fault.SharesPrivateChild), "second time")]
    [InlineData(nameof(Fault.LosesChildren), "hang")]
    [InlineData(nameof(Fault.LosesWakes), "hang")]
    public void Random_schedules_find_a_worker_that_is_wrong(string fault, string violation)
    {
        string[] found = [.. Enumerable.Range(0, 2_000).Select(seed => Violation(seed, Enum.Parse<Fault>(fault))).OfType<string>()];

        Assert.Contains(found, message => message.Contains(violation, StringComparison.Ordinal));
    }

    private static string? Violation(int seed, Fault fault)
    {
        try
        {
            RandomSchedule.Run(seed, fault);
            return null;
        }
        catch (ScheduleViolation violation)
        {
            return violation.Message;
        }
    }

    private static void RunSeed(int seed, Fault fault)
    {
        try
        {
            RandomSchedule.Run(seed, fault);
        }
        catch (ScheduleViolation violation)
        {
            Assert.Fail($"seed {seed}: {violation.Message}");
        }
    }
}
