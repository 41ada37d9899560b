using Fathom.Index;
using Fathom.Tests.Support;

namespace Fathom.Tests.Cli.Query;

/// <summary>The tree and index of docs/queries.md, made by the commands that stand there.</summary>
public sealed class QuestionsFixture : IDisposable
{
    private readonly TempFolder _folder = TempFolder.OnDisk();

    public QuestionsFixture()
    {
        string commands = File.ReadAllText(RepositoryRoot.At("docs/queries.md")).Split("```sh\n")[1].Split("```")[0];
        ShellRun run = ShellRun.Of(
            $"set -e; umask 022; cd {_folder.Path}; fathom() {{ $fathom \"$@\"; }}; {commands}",
            ("FATHOM_LIBDUCKDB", IndexLibraries.DuckDbPath));
        Assert(run);
        Index = SavedIndex.Open(_folder.At("mix.fathom"));
        Query = IndexQuery.Open(Index);
    }

    internal SavedIndex Index { get; }

    internal IndexQuery Query { get; }

    public void Dispose()
    {
        Query.Dispose();
        Index.Dispose();
        _folder.Dispose();
    }

    private static void Assert(ShellRun run)
    {
        if (run.ExitCode != 0)
        {
            throw new InvalidOperationException($"{run.ExitCode}: {run.Error}");
        }
    }
}
