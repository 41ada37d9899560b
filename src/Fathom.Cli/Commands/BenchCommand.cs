using System.CommandLine;
using Fathom.Index;
using Fathom.Vault;

namespace Fathom.Cli;

/// <summary><c>fathom bench</c>: measures ways to do the same work, on the user's own trees.</summary>
internal static class BenchCommand
{
    internal static Command Create() => new DocumentedCommand("bench", "Measure ways to do the same work, on your own trees")
    {
        Subcommands = { CreateStat(), CreateStore(), CreateWrites() },
    };

    private static DocumentedCommand CreateStat()
    {
        Argument<string> directory = new("DIR") { Description = "the tree whose entries are examined; nothing is written" };
        IntegerOption rounds = new("--rounds", 1, 1000, "-n") { Description = "rounds; each runs every way once (default 5)" };
        IntegerOption threads = new("--threads", 0, 1024, "-j") { Description = "threads of the parallel ways (default: twice the processors, 8 to 64)" };
        Option<bool> cold = new("--cold") { Description = "drop the system's caches before each run; needs root" };
        Option<bool> json = new("--json") { Description = "one JSON document instead of a table" };
        DocumentedCommand command = new("stat", "Compare ways to fetch the attributes of all entries of a tree")
        {
            Arguments = { directory },
            Options = { rounds, threads, cold, json },
            Examples =
            {
                new("fathom bench stat /usr", "what batches gain over lstat on this machine"),
                new("fathom bench stat --cold -j 16 -n 3 /srv", "with an empty cache, on 16 threads"),
            },
            Notes =
            {
                "Ways: lstat by whole path on one thread and on several; relative to each directory, opened once; as one batch, which groups by "
                    + "directory itself; the walker, which lists the tree as well; and a metadata cache that holds all of it. All but the walker are "
                    + "given the paths, so their times have no listing in them.",
                "Rounds are interleaved and begin with another way each time; times are medians. Without --cold a round that is not counted comes first.",
                "io_uring is not among them: with statx it measured 1.7 to 2.4 times slower than plain calls, and is not built.",
            },
        };
        command.SetAction(result =>
        {
            if (!OperatingSystem.IsLinux())
            {
                throw new UsageException("this measures Linux system calls, and runs on Linux only");
            }

            StatBenchOptions options = new()
            {
                Root = PathText.ToBytes(result.GetValue(directory)!),
                Rounds = (int)(result.GetValue(rounds) ?? StatBenchOptions.DefaultRounds),
                Threads = (int)(result.GetValue(threads) ?? 0),
                IsCold = result.GetValue(cold),
                IsJson = result.GetValue(json),
            };
            return new StatBench(options).Run();
        });
        return command;
    }

    private static DocumentedCommand CreateStore()
    {
        Argument<string> index = new("INDEX") { Description = "the index to write; it must not exist" };
        IntegerOption entries = new("--entries", 1, 10_000_000_000) { Description = "entries to store (default 5000000)" };
        IntegerOption threads = new("--threads", 0, 1024, "-j") { Description = "threads of the walk (default: twice the processors, 8 to 64)" };
        IntegerOption writers = new("--writers", 1, 16) { Description = "threads that write parts (default: the processors, at most 2)" };
        DocumentedCommand command = new("store", "Measure how fast an index is written, from a tree that costs nothing to list")
        {
            Arguments = { index },
            Options = { entries, threads, writers },
            Examples = { new("fathom bench store /tmp/bench.fathom --entries 10000000", "ten million rows, with their rollups") },
        };
        command.SetAction(result => StoreBench.Run(
            result.GetValue(index)!,
            result.GetValue(entries) ?? 5_000_000,
            new ScanOptions
            {
                Walk = new WalkOptions { Workers = (int)(result.GetValue(threads) ?? 0) },
                Writers = (int)(result.GetValue(writers) ?? ScanOptions.Default.Writers),
            }));
        return command;
    }

    private static DocumentedCommand CreateWrites()
    {
        Argument<string> vault = VaultOperand.CreateWritable();
        Argument<string> path = new("PATH") { Description = "a file of the vault; what it holds is overwritten" };
        IntegerOption count = new("--count", 1, 1_000_000_000, "-n") { Description = "writes (default 10000)" };
        IntegerOption length = new("--bytes", 1, 1 << 24) { Description = "bytes of each write (default 4096)" };
        VaultOptionSet password = new(PasswordKind.OfVault);
        DocumentedCommand command = new("writes", "Measure writes at random places of a file of a vault")
        {
            Arguments = { vault, path },
            Options = { count, length },
            Examples = { new("fathom bench writes --password-file pw vault scratch.img", "what a database or a disk image would do") },
            Notes = { "Each write decrypts and encrypts the chunks of 32 KiB that it touches. The file is synced once, at the end." },
        };
        password.AddTo(command);
        command.SetAction(result =>
        {
            using VaultTree tree = VaultOperand.OpenForWriting(result.GetValue(vault)!, password.Resolve(result), new Message("fathom bench writes"));
            return WriteBench.Run(tree, VaultPath.Parse(result.GetValue(path)!), (int)(result.GetValue(count) ?? 10_000), (int)(result.GetValue(length) ?? 4096));
        });
        return command;
    }
}
