using Fathom.Index;

namespace Fathom.Cli;

internal static class Program
{
    private static int Main(string[] args)
    {
        args = RawArguments.Decode(args);
        IndexLibraries.DuckDbPath = Environment.GetEnvironmentVariable("FATHOM_LIBDUCKDB");
        IndexLibraries.SqlitePath = Environment.GetEnvironmentVariable("FATHOM_LIBSQLITE3");
        try
        {
            if (FstabProgram.IsMeant(Environment.GetCommandLineArgs()[0]))
            {
                args = FstabProgram.Translate(args);
                if (args.Length == 0)
                {
                    return ExitCode.Done;
                }
            }

            return new CommandRunner(CommandCatalog.Default).Run(args);
        }
        catch (Exception exception)
        {
            return Failure.Report(exception, CommandCatalog.Default.NameOf(args));
        }
    }
}
