using System.CommandLine;

namespace Fathom.Cli;

/// <summary><c>fathom man</c>: man pages made from the commands themselves.</summary>
internal static class ManCommand
{
    internal static Command Create() => Create(() => CommandCatalog.Default);

    /// <param name="catalog">Asked when the command runs: the catalog holds this command itself.</param>
    internal static Command Create(Func<CommandCatalog> catalog)
    {
        Option<string?> directory = new("--output", "-o") { Description = "write all pages into DIR, which is made if need be", HelpName = "DIR" };
        Argument<string[]> page = new("COMMAND") { Description = "print the page of this command; without any, the main page", Arity = ArgumentArity.ZeroOrMore };
        DocumentedCommand command = new("man", "Print or write man pages")
        {
            Hidden = true,
            Options = { directory },
            Arguments = { page },
            Examples =
            {
                new("fathom man du | man -l -", "read the page of one command"),
                new("fathom man -o /usr/local/share/man/man1", "install all pages"),
            },
        };
        command.SetAction(result => Run(catalog().CreateAll(), result.GetValue(directory), result.GetValue(page) ?? []));
        return command;
    }

    private static int Run(Command root, string? directory, string[] names)
    {
        if (directory is not null)
        {
            if (names.Length > 0)
            {
                throw new UsageException("--output writes all pages; name no command");
            }

            return WriteAll(root, directory);
        }

        Command command = root;
        foreach (string name in names)
        {
            command = command.Subcommands.FirstOrDefault(child => child.Name == name)
                ?? throw new UsageException($"no command {NameEscaper.Quote(name)}");
        }

        using StandardOutput output = new();
        output.Write(ManPage.Render(command));
        return ExitCode.Done;
    }

    private static int WriteAll(Command root, string directory)
    {
        try
        {
            Directory.CreateDirectory(directory);
            foreach (Command command in ModelText.Family(root).Where(command => !command.Hidden))
            {
                File.WriteAllText(Path.Join(directory, ManPage.FileName(command)), ManPage.Render(command));
            }

            return ExitCode.Done;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            new Message("fathom man").Write("cannot write man pages into", PathText.ToBytes(directory), exception.Message);
            return ExitCode.DoneWithErrors;
        }
    }
}
