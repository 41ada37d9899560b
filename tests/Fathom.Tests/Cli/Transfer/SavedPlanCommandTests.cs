using Fathom.Tests.Support;
using Xunit;

namespace Fathom.Tests.Cli.Transfer;

public sealed class SavedPlanCommandTests
{
    private const string Trees = "mkdir -p a/d b; echo 1 >a/f; echo 2 >a/d/g; echo x >b/extra";

    [Fact]
    public void A_saved_plan_is_carried_out_from_anywhere()
    {
        using TempFolder folder = new();
        ShellRun run = ShellRun.Of($"""
            cd '{folder.Path}'; {Trees}
            $fathom plan -a --delete --output my.plan a/ b >/dev/null 2>&1; echo $?
            cd /; $fathom sync -v --plan='{folder.Path}/my.plan' --stats >/dev/null; echo $?
            diff -r '{folder.Path}/a' '{folder.Path}/b'; ls '{folder.Path}'
            """);

        Assert.Equal("0\n0\na\nb\nmy.plan\n", run.Text);
    }

    [Fact]
    public void A_stale_step_is_refused_with_its_name_and_exit_code_23()
    {
        using TempFolder folder = new();
        ShellRun run = ShellRun.Of($"""
            cd '{folder.Path}'; {Trees}
            $fathom plan -a --output my.plan a/ b >/dev/null 2>&1
            echo more >>a/f; $fathom sync --plan my.plan; echo $?; ls b
            """);

        Assert.Equal("23\nd\nextra\n", run.Text);
        Assert.Contains("f", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void A_plan_that_cannot_be_read_or_written_is_wrong_usage()
    {
        using TempFolder folder = new();
        ShellRun run = ShellRun.Of($"""
            cd '{folder.Path}'; {Trees}
            echo nonsense >bad.plan
            $fathom sync --plan bad.plan; echo $?
            $fathom sync --plan missing.plan; echo $?
            $fathom plan -a --output /proc/no/plan a/ b >/dev/null; echo $?
            ls b
            """);

        Assert.Equal("2\n2\n2\nextra\n", run.Text);
        Assert.Contains("bad.plan", run.Error, StringComparison.Ordinal);
        Assert.Contains("missing.plan", run.Error, StringComparison.Ordinal);
        Assert.Contains("/proc/no/plan", run.Error, StringComparison.Ordinal);
    }
}
