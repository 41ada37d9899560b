using System.Diagnostics;
using System.Globalization;
using System.Net.Sockets;
using System.Text.RegularExpressions;

using Fathom.Local;
using Fathom.Tests.Support;

using Xunit;

namespace Fathom.Tests.Cli.Du;

/// <summary>The published binary against the system: its calls, its memory, trees that change, streams that end.</summary>
[Collection(nameof(Alone))]
public sealed class DuSystemTests(DuFixture trees)
{
    private const int ExitInterrupted = 130;

    private static readonly string s_binary = RepositoryRoot.Binary;

    [Fact]
    public void The_system_calls_are_one_statx_an_entry_and_four_a_directory()
    {
        using TempFolder folder = new();
        (Dictionary<string, long> Calls, long Entries, long Directories) small = Trace(folder, 5_000);
        (Dictionary<string, long> Calls, long Entries, long Directories) large = Trace(folder, 10_000);

        long directories = large.Directories - small.Directories;
        Assert.Equal(5_000, large.Entries - small.Entries);
        foreach (string call in large.Calls.Keys.Union(small.Calls.Keys))
        {
            long grown = large.Calls.GetValueOrDefault(call) - small.Calls.GetValueOrDefault(call);
            switch (call)
            {
                case "statx":
                    Assert.Equal(5_000, grown);
                    break;
                case "openat" or "close":
                    Assert.Equal(directories, grown);
                    break;
                case "getdents64":
                    Assert.Equal(2 * directories, grown);
                    break;
                case "futex" or "sched_yield" or "madvise":
                    // How often workers meet, park and wake, and what the collector gives back, is chance: a small share.
                    Assert.InRange(grown, -1_000, 500);
                    break;
                default:
                    Assert.True(Math.Abs(grown) <= 20, $"{call}: {grown} more");
                    break;
            }
        }
    }

    [Theory]
    [InlineData("/proc")]
    [InlineData("/sys/kernel", "-x")]
    public void Trees_that_the_kernel_makes_up_end_with_typed_errors_only(string root, params string[] options)
    {
        ShellResult result = Shell.Run(new ShellCommand(s_binary, ["du", "-s", .. options, root]) { Timeout = TimeSpan.FromSeconds(60) });

        Assert.InRange(result.ExitCode, 0, 1);
        Assert.EndsWith($"\t{root}\n", result.Text, StringComparison.Ordinal);
        AssertReasons(result, "No such file or directory|Permission denied|No such process|Stale file handle|Operation not permitted|Invalid argument|Not a directory");
    }

    [Fact]
    public void A_tree_that_changes_meanwhile_gives_totals_and_no_other_error_than_what_vanished()
    {
        using TempFolder folder = new();
        TreeGenerator.Generate(folder.At("tree"), new GenerateOptions { Shape = TreeShape.Mix, Entries = 3_000, Seed = 3 });
        using CancellationTokenSource stop = new();
        Thread churn = new(() => Churn(folder.At("tree"), stop.Token));
        churn.Start();
        try
        {
            for (int run = 0; run < 50; run++)
            {
                string[] options = run % 2 == 0 ? ["-s"] : ["-a", "-0", "-j8"];
                ShellResult result = Shell.Run(
                    new ShellCommand(s_binary, ["du", .. options, folder.At("tree")]) { Timeout = TimeSpan.FromSeconds(30) });

                Assert.Equal(result.Error.Length == 0 ? 0 : 1, result.ExitCode);
                AssertReasons(result, "No such file or directory|Stale file handle");
            }
        }
        finally
        {
            stop.Cancel();
            churn.Join();
        }
    }

    [Fact]
    public void Peak_memory_does_not_grow_with_a_directory()
    {
        using TempFolder folder = new();
        long small = PeakKilobytes(folder, 30_000);
        long large = PeakKilobytes(folder, 300_000);

        Assert.InRange(large, 0, 16 * 1024);
        Assert.InRange(large - small, -4 * 1024, 4 * 1024);
    }

    [Theory]
    [InlineData("-a -B1 -0")]
    [InlineData("-a -b -0")]
    [InlineData("-a -0 -h --apparent-size")]
    [InlineData("-s -B1 --apparent-size")]
    public void Sparse_files_pipes_sockets_and_devices_count_as_in_gnu_du(string options)
    {
        using TempFolder folder = new();
        using Socket socket = MakeSpecialFiles(folder);

        ShellResult ours = Shell.Run(s_binary, ["du", .. options.Split(' '), folder.Path]).EnsureSuccess();
        ShellResult gnu = Shell.Run("du", [.. options.Split(' '), folder.Path]).EnsureSuccess();

        Assert.Equal(gnu.Text.Split('\0').Order(StringComparer.Ordinal), ours.Text.Split('\0').Order(StringComparer.Ordinal));
    }

    [Theory]
    [InlineData(TreeShape.Odd)]
    [InlineData(TreeShape.Deep)]
    public void With_64_descriptors_du_and_list_see_the_same_tree(TreeShape shape)
    {
        foreach (string command in (string[])["du -a -B1 -0", "list -0"])
        {
            string run = $"{s_binary} {command} -j4 {trees.Tree(shape)} | LC_ALL=C sort -z | sha256sum";
            ShellResult many = Shell.Run("bash", "-o", "pipefail", "-c", run).EnsureSuccess();
            ShellResult few = Shell.Run("bash", "-o", "pipefail", "-c", $"ulimit -n 64; {run}").EnsureSuccess();

            Assert.Equal("", few.Error);
            Assert.Equal(many.Text, few.Text);
        }
    }

    [Fact]
    public void A_reader_that_goes_away_ends_du_quietly()
    {
        string tree = trees.Tree(TreeShape.Mix);
        ShellResult result = Shell.Run("bash", "-c", $"{s_binary} du -a -l {tree} {tree} {tree} | head -n1 >/dev/null; echo ${{PIPESTATUS[0]}}");

        Assert.Equal("141\n", result.Text);
        Assert.Equal("", result.Error);
    }

    [Fact]
    public void A_full_disk_under_standard_output_is_told()
    {
        ShellResult result = Shell.Run("bash", "-c", $"{s_binary} du {trees.Tree(TreeShape.Mix)} >/dev/full");

        Assert.Equal(1, result.ExitCode);
        Assert.Equal("fathom: cannot write standard output: No space left on device\n", result.Error);
    }

    [Theory]
    [InlineData("--bogus", "unrecognized option '--bogus'")]
    [InlineData("-s -a", "cannot both summarize and show all entries")]
    [InlineData("-s -d1", "summarizing conflicts with --max-depth=1")]
    [InlineData("-B nonsense", "invalid --block-size argument 'nonsense'")]
    [InlineData("-t 1Q1", "invalid suffix in --threshold argument '1Q1'")]
    [InlineData("-d x", "invalid --max-depth argument 'x': give a whole number")]
    [InlineData("-j -1", "--threads argument '-1' is out of range*")]
    public void Wrong_options_are_told_on_standard_error(string options, string message)
    {
        ShellResult result = Shell.Run(s_binary, ["du", .. options.Split(' '), "."]);

        Assert.Equal((2, ""), (result.ExitCode, result.Text));
        string pattern = $"^fathom du: {Regex.Escape(message).Replace("\\*", ".*", StringComparison.Ordinal)}\nTry 'fathom du --help' for more information.\n$";
        Assert.Matches(pattern, result.Error);
    }

    [Fact]
    public void A_path_that_is_missing_is_told_as_gnu_du_tells_it()
    {
        ShellResult ours = Shell.Run(s_binary, "du", "/no/such path");
        ShellResult gnu = Shell.Run(new ShellCommand("du", "/no/such path") { Environment = new Dictionary<string, string?> { ["LC_ALL"] = "C" } });

        Assert.Equal((gnu.ExitCode, gnu.Text, "fathom " + gnu.Error), (ours.ExitCode, ours.Text, ours.Error));
    }

    [Theory]
    [InlineData("-s")]
    [InlineData("--json")]
    public async Task One_interrupt_ends_the_walk_with_partial_totals(string option)
    {
        // Each statx is made to take 2 ms. -D: strace is the grandchild, and the process that gets the signal is du.
        using Process process = Start(
            "strace", "-D", "-f", "-o", "/dev/null", "-e", "trace=statx", "-e", "inject=statx:delay_enter=2000",
            s_binary, "du", option, trees.Tree(TreeShape.Mix));
        Task<string> output = process.StandardOutput.ReadToEndAsync();
        Task<string> error = process.StandardError.ReadToEndAsync();

        Interrupt(process);

        Assert.True(process.WaitForExit(TimeSpan.FromSeconds(30)));
        Assert.Equal(ExitInterrupted, process.ExitCode);
        Assert.Equal("fathom du: interrupted; partial totals follow (press again to quit at once)\n", await error);
        Assert.Matches(option == "-s" ? "^[0-9]+\t[^\n]+\n$" : "\"partial\":true,", await output);
    }

    [Fact]
    public async Task A_second_interrupt_ends_it_at_once_whatever_it_waits_for()
    {
        // Nobody reads what it prints: the first signal cannot end it.
        string tree = trees.Tree(TreeShape.Mix);
        using Process process = Start(s_binary, "du", "-a", "-l", tree, tree, tree);
        Task<string> error = process.StandardError.ReadToEndAsync();

        Interrupt(process);
        bool isAlive = !process.WaitForExit(TimeSpan.FromMilliseconds(500));
        Interrupt(process);

        Assert.True(isAlive);
        Assert.True(process.WaitForExit(TimeSpan.FromSeconds(5)));
        Assert.Equal(ExitInterrupted, process.ExitCode);
        Assert.StartsWith("fathom du: interrupted; ", await error, StringComparison.Ordinal);
    }

    private static (Dictionary<string, long> Calls, long Entries, long Directories) Trace(TempFolder folder, long entries)
    {
        string tree = folder.At($"t{entries}");
        GenerateSummary made = TreeGenerator.Generate(tree, new GenerateOptions { Shape = TreeShape.Mix, Entries = entries, Seed = 1 });
        string log = folder.At($"log{entries}");
        Shell.Run("strace", "-f", "-c", "-o", log, s_binary, "du", "-s", tree).EnsureSuccess();
        Dictionary<string, long> calls = [];
        foreach (string line in File.ReadLines(log).Skip(2))
        {
            string[] fields = line.Split(' ', StringSplitOptions.RemoveEmptyEntries);
            if (fields.Length >= 5 && fields[^1] != "total" && long.TryParse(fields[3], CultureInfo.InvariantCulture, out long count))
            {
                calls.Add(fields[^1], count);
            }
        }

        return (calls, made.Entries, made.Directories);
    }

    private static long PeakKilobytes(TempFolder folder, long files)
    {
        string tree = folder.At($"flat{files}");
        Directory.CreateDirectory(tree);
        const string Script = "for (1..$ARGV[0]) { open(F, '>', \"file-$_\") or die $!; close F; }";
        Shell.Run(new ShellCommand("perl", "-e", Script, files.ToString(CultureInfo.InvariantCulture)) { WorkingDirectory = tree }).EnsureSuccess();
        ShellResult result = Shell.Run("/usr/bin/time", "-f", "%M", s_binary, "du", "-s", tree).EnsureSuccess();
        return long.Parse(result.Error.Trim(), CultureInfo.InvariantCulture);
    }

    private static Socket MakeSpecialFiles(TempFolder folder)
    {
        folder.Write("plain", new string('x', 5_000));
        Shell.Run("truncate", "-s", "3T", folder.At("sparse")).EnsureSuccess();
        Shell.Run("mkfifo", folder.At("pipe")).EnsureSuccess();
        if (Environment.IsPrivilegedProcess)
        {
            Shell.Run("mknod", folder.At("character"), "c", "1", "3").EnsureSuccess();
            Shell.Run("mknod", folder.At("block"), "b", "7", "99").EnsureSuccess();
        }

        Socket socket = new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        socket.Bind(new UnixDomainSocketEndPoint(folder.At("socket")));
        return socket;
    }

    // Renames, deletes and creates directories, at any depth.
    private static void Churn(string tree, CancellationToken stop)
    {
        Random random = new(5);
        List<string> directories = [.. Directory.GetDirectories(tree, "*", SearchOption.AllDirectories)];
        for (int made = 0; !stop.IsCancellationRequested; made++)
        {
            string chosen = directories[random.Next(directories.Count)];
            try
            {
                switch (made % 3)
                {
                    case 0:
                        Directory.Move(chosen, chosen + "~");
                        Directory.Move(chosen + "~", chosen);
                        break;
                    case 1:
                        Directory.CreateDirectory(chosen + "/new/newer/newest");
                        break;
                    default:
                        Directory.Delete(chosen + "/new", recursive: true);
                        break;
                }
            }
            catch (IOException)
            {
                // It has been renamed or deleted before.
            }
        }
    }

    private static void AssertReasons(ShellResult result, string reasons)
    {
        foreach (string line in result.Error.Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            Assert.Matches($"^fathom du: cannot (access|read directory) '?.*'?: ({reasons})$", line);
        }
    }

    private static Process Start(string file, params string[] arguments) => Process.Start(
        new ProcessStartInfo(file, arguments) { RedirectStandardOutput = true, RedirectStandardError = true })!;

    private static void Interrupt(Process process)
    {
        WaitForHandler(process.Id);
        Shell.Run("kill", "-INT", process.Id.ToString(CultureInfo.InvariantCulture)).EnsureSuccess();
    }

    private static void WaitForHandler(int process)
    {
        const ulong Interrupt = 1 << (2 - 1);
        for (int attempt = 0; attempt < 200; attempt++)
        {
            string line = File.ReadLines($"/proc/{process}/status").First(static line => line.StartsWith("SigCgt:", StringComparison.Ordinal));
            if ((ulong.Parse(line.AsSpan("SigCgt:".Length).Trim(), NumberStyles.HexNumber, CultureInfo.InvariantCulture) & Interrupt) != 0)
            {
                break;
            }

            Thread.Sleep(20);
        }

        Thread.Sleep(300); // Caught, and soon handled.
    }
}
