using System.Runtime.Versioning;
using Fathom.Cli;
using Fathom.Transfer;
using Xunit;

namespace Fathom.Tests.Cli.Transfer;

[SupportedOSPlatform("linux")]
public sealed class ProcessIdentityTests
{
    [Fact]
    public void A_process_has_a_user_a_umask_and_groups()
    {
        Caller caller = ProcessIdentity.ParseCaller(["Name:\tx", "Umask:\t0027", "Uid:\t0\t1000\t0\t0", "Gid:\t0\t7\t0\t0", "Groups:\t3 4 "]);

        Assert.Equal((false, 23u), (caller.IsRoot, caller.Umask));
        Assert.Equal([3u, 4u, 7u], caller.Groups.Order());
    }

    [Fact]
    public void The_start_of_a_process_is_found_behind_any_name() =>
        Assert.Equal(4711ul, ProcessIdentity.ParseStart("12 (a) b (c) S 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 4711 23"));

    [Theory]
    [InlineData("Z")]
    [InlineData("X")]
    public void A_process_that_has_ended_works_on_nothing(string state) =>
        Assert.Null(ProcessIdentity.ParseStart($"12 (a) {state} 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 4711 23"));

    [Fact]
    public void This_process_runs_and_no_other_has_its_number()
    {
        RunIdentity run = ProcessIdentity.ReadRun();

        Assert.NotEqual(0ul, run.Start);
        Assert.Equal(run.Start, ProcessIdentity.StartOf(run.Process));
        Assert.Null(ProcessIdentity.StartOf(uint.MaxValue));
    }
}
