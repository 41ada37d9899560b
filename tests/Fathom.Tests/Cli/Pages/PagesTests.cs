using System.CommandLine;
using Fathom.Cli;
using Xunit;

namespace Fathom.Tests.Cli.Pages;

public sealed class PagesTests
{
    private readonly Command _root = new SampleCommands().Catalog.CreateAll();

    [Fact]
    public void Help_tells_usage_operands_options_and_examples()
    {
        string help = HelpPage.Render(Sample(), 80);
        Assert.StartsWith("Usage: fathom sample [OPTION]... [PATH]...\nShow what was given.\n", help, StringComparison.Ordinal);
        Assert.Contains("  -d, --max-depth=N         levels\n", help, StringComparison.Ordinal);
        Assert.Contains("      --time[=WORD]         times\n", help, StringComparison.Ordinal);
        Assert.Contains("  -k                        same as", help, StringComparison.Ordinal);
        Assert.Contains("\nExamples:\n  fathom sample -f 'a b'\n      one file\n", help, StringComparison.Ordinal);
        Assert.DoesNotContain(help.Split('\n'), line => line.Length > 80);
    }

    [Fact]
    public void A_group_of_options_stands_under_its_heading_and_not_among_the_others()
    {
        string help = HelpPage.Render(Sample(), 80);
        Assert.Contains("\nNetwork:\n      --max-calls=N         calls\n      --patience=SECONDS    time\n      --page=SIZE           bytes\n", help, StringComparison.Ordinal);
        Assert.Equal(help.IndexOf("--max-calls", StringComparison.Ordinal), help.LastIndexOf("--max-calls", StringComparison.Ordinal));
        Assert.Contains(".SS Network\n", ManPage.Render(Sample()), StringComparison.Ordinal);
    }

    [Fact]
    public void No_command_has_a_short_option_for_help() =>
        Assert.All(ModelText.Family(_root), command => Assert.DoesNotContain("-?", HelpPage.Render(command, 80), StringComparison.Ordinal));

    [Fact]
    public void Man_pages_format_without_a_warning()
    {
        foreach (Command command in ModelText.Family(_root))
        {
            string path = Path.GetTempFileName();
            File.WriteAllText(path, ManPage.Render(command));
            ShellRun run = ShellRun.Of($"groff -ww -man -Tutf8 -P-cbou {path}; rm {path}");
            Assert.Equal("", run.Error);
            Assert.Contains("EXIT STATUS", run.Text, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Every_visible_command_has_a_page()
    {
        ShellRun run = ShellRun.Of("dir=$(mktemp -d); $fathom man -o $dir/x && ls $dir/x; rm -r $dir");
        Assert.Equal(0, run.ExitCode);
        Assert.Contains("fathom.1\n", run.Text, StringComparison.Ordinal);
        Assert.Contains("fathom-completions.1\n", run.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("fathom-man.1", run.Text, StringComparison.Ordinal);
    }

    private Command Sample() => _root.Subcommands.Single(command => command.Name == "sample");
}
