using System.Diagnostics;
using System.Text;
using Fathom.Tests.Support;
using Xunit;

namespace Fathom.Tests.Cli.Nfs;

/// <summary>The binary, run beside a server in this process.</summary>
internal static class NfsProgram
{
    private const int Patience = 60_000;

    /// <summary>Runs the binary to its end.</summary>
    internal static ShellResult Run(params string[] arguments) => Shell.Run(RepositoryRoot.Binary, arguments);

    /// <summary>Starts the binary.</summary>
    internal static Process Start(params string[] arguments) =>
        Process.Start(new ProcessStartInfo(RepositoryRoot.Binary, arguments) { RedirectStandardError = true, RedirectStandardOutput = true })!;

    /// <summary>Waits for the end of a process.</summary>
    internal static ShellResult End(Process process)
    {
        Task<string> output = process.StandardOutput.ReadToEndAsync();
        Task<string> error = process.StandardError.ReadToEndAsync();
        if (!process.WaitForExit(Patience))
        {
            process.Kill();
            Assert.Fail("the program hangs");
        }

        return new ShellResult(process.ExitCode, Encoding.UTF8.GetBytes(output.Result), error.Result);
    }

    /// <summary>As Ctrl-C does.</summary>
    internal static void Interrupt(Process process) => Shell.Run("kill", "-INT", $"{process.Id}").EnsureSuccess();

    /// <summary>Waits until something has happened, or the process has ended.</summary>
    internal static void WaitUntil(Process process, Func<bool> hasHappened)
    {
        for (long end = Environment.TickCount64 + Patience; !hasHappened() && !process.HasExited;)
        {
            Assert.True(Environment.TickCount64 < end, "it does not happen");
            Thread.Sleep(1);
        }
    }

    /// <summary>The exit code, and that standard error holds all of <paramref name="parts"/>.</summary>
    internal static void AssertSays(ShellResult result, int exitCode, params string[] parts)
    {
        Assert.True(exitCode == result.ExitCode, $"exit {result.ExitCode}\n{result.Text}\n{result.Error}");
        Assert.All(parts, part => Assert.Contains(part, result.Error, StringComparison.Ordinal));
    }

    /// <summary>A tree whose directories hold a file, and a directory with a file. No two files take the same space: what is sorted by it has one order.</summary>
    internal static MemoryNode Tree(int directories)
    {
        MemoryNode root = MemoryNode.Directory("export");
        for (int i = 0; i < directories; i++)
        {
            root.Children.Add(MemoryNode.Directory(
                $"d{i}", MemoryNode.File($"f{i}.txt", 1000 + (1024 * i)), MemoryNode.Directory("e", MemoryNode.File("g.bin", 1212 + (1024 * i)))));
        }

        return root;
    }
}
