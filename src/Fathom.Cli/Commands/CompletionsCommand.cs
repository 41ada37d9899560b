using System.CommandLine;

namespace Fathom.Cli;

/// <summary><c>fathom completions</c>: shell completions made from the commands themselves.</summary>
internal static class CompletionsCommand
{
    internal static Command Create() => Create(() => CommandCatalog.Default);

    /// <param name="catalog">Asked when the command runs: the catalog holds this command itself.</param>
    internal static Command Create(Func<CommandCatalog> catalog)
    {
        Argument<string> shell = new("SHELL") { Description = "bash, zsh or fish" };
        shell.CompletionSources.Add("bash", "zsh", "fish");
        DocumentedCommand command = new("completions", "Print completions for a shell")
        {
            Arguments = { shell },
            Examples =
            {
                new("source <(fathom completions bash)", "for this bash; or into /etc/bash_completion.d/fathom for all"),
                new("fathom completions zsh > ~/.zfunc/_fathom", "for zsh, with ~/.zfunc in fpath"),
                new("fathom completions fish > ~/.config/fish/completions/fathom.fish", "for fish"),
            },
        };
        command.SetAction(result => Run(catalog().CreateAll(), result.GetValue(shell)!));
        return command;
    }

    private static int Run(Command root, string shell)
    {
        string script = shell switch
        {
            "bash" => BashCompletion.Render(root),
            "zsh" => ZshCompletion.Render(root),
            "fish" => FishCompletion.Render(root),
            _ => throw new UsageException($"unknown shell {NameEscaper.Quote(shell)}: give bash, zsh or fish"),
        };
        using StandardOutput output = new();
        output.Write(script);
        return ExitCode.Done;
    }
}
