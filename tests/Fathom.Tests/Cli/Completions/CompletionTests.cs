using System.CommandLine;
using Fathom.Cli;
using Xunit;

namespace Fathom.Tests.Cli.Completions;

public sealed class CompletionTests : IDisposable
{
    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory();
    private readonly Command _root = new SampleCommands().Catalog.CreateAll();

    public void Dispose() => _directory.Delete(true);

    [Theory]
    [InlineData("sa", "sample")]
    [InlineData("", "sample vault")]
    [InlineData("sample --ma", "--max-calls= --max-depth=")]
    [InlineData("sample --exclude", "--exclude-from= --exclude=")]
    [InlineData("sample --shape = w", "wide")]
    [InlineData("sample --shape ", "deep wide")]
    [InlineData("sample my", "my file")]
    [InlineData("sample --exclude-from m", "my file")]
    [InlineData("sample -f x my", "my file")]
    [InlineData("vault ", "create")]
    [InlineData("vault create m", "my file")]
    [InlineData("sample --max-depth ", "")]
    public void Bash_completes(string line, string expected)
    {
        string script = Write("completion.bash", BashCompletion.Render(_root));
        File.WriteAllText(Path.Join(_directory.FullName, "my file"), "");
        string words = string.Join(' ', line.Split(' ').Select(word => $"'{word}'"));
        ShellRun run = ShellRun.Of($"""
            cd {_directory.FullName}; source {script}; compopt() {"{ :; }"}
            COMP_WORDS=(fathom {words}); COMP_CWORD=$(({"${#COMP_WORDS[@]}"} - 1))
            _fathom; printf '%s\n' "{"${COMPREPLY[@]}"}" | LC_ALL=C sort | paste -sd' '
            """);
        Assert.Equal("", run.Error);
        Assert.Equal(expected, run.Text.Trim());
    }

    [Theory]
    [InlineData("bash", "bash -n")]
    [InlineData("zsh", "zsh -n")]
    [InlineData("fish", "fish --no-execute")]
    public void Scripts_are_valid(string shell, string check)
    {
        string path = Write(shell, shell switch
        {
            "bash" => BashCompletion.Render(_root),
            "zsh" => ZshCompletion.Render(_root),
            _ => FishCompletion.Render(_root),
        });
        ShellRun run = ShellRun.Of($"command -v {shell} >/dev/null || exit 127; {check} {path}");
        Assert.SkipWhen(run.ExitCode == 127, $"{shell} is not installed");
        Assert.Equal((0, ""), (run.ExitCode, run.Error));
    }

    [Theory]
    [InlineData("fathom sam", "sample")]
    [InlineData("fathom sample --ma", "--max-calls\n--max-depth")]
    [InlineData("fathom sample --shape=w", "--shape=wide")]
    [InlineData("fathom vault ", "create")]
    [InlineData("fathom sample com", "completion.fish")]
    public void Fish_completes(string line, string expected)
    {
        string script = Write("completion.fish", FishCompletion.Render(_root));
        ShellRun run = ShellRun.Of($"command -v fish >/dev/null || exit 127; cd {_directory.FullName}; fish --no-config -c 'source {script}; complete -C \"{line}\"' | cut -f1");
        Assert.SkipWhen(run.ExitCode == 127, "fish is not installed");
        Assert.Equal(expected, run.Text.Trim());
    }

    [Fact]
    public void An_unknown_shell_is_a_usage_error()
    {
        ShellRun run = ShellRun.Of("$fathom completions tcsh");
        Assert.Equal(2, run.ExitCode);
        Assert.Equal("fathom completions: unknown shell 'tcsh': give bash, zsh or fish\nTry 'fathom completions --help' for more information.\n", run.Error);
    }

    private string Write(string name, string text)
    {
        string path = Path.Join(_directory.FullName, name);
        File.WriteAllText(path, text);
        return path;
    }
}
