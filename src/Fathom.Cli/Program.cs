namespace Fathom.Cli;

internal static class Program
{
    private static int Main(string[] args)
    {
        args = RawArguments.Decode(args);
        try
        {
            return new CommandRunner(CommandCatalog.Default).Run(args);
        }
        catch (Exception exception)
        {
            return Failure.Report(exception, CommandCatalog.Default.NameOf(args));
        }
    }
}
