using System.Globalization;
using System.Text;

using Microsoft.Win32.SafeHandles;

namespace Fathom.Cli;

// A process of the runtime has threads and cannot fork. So the command starts itself once more, with the same arguments and one more
// variable; the second one may still ask for a password, says through a pipe when the mount is there, and only then leaves the terminal:
//
//   fathom mount ──starts──▶ fathom mount (FATHOM_BACKGROUND=7)
//      │ waits for the pipe      │ opens the tree, mounts
//      │◀─── one byte on 7 ──────┤ setsid, none of the descriptors that the caller had
//      ▼ exits 0                 ▼ serves

/// <summary>Runs a command in the background once it is ready.</summary>
internal static class Background
{
    private const string Variable = "FATHOM_BACKGROUND";
    private const string DescriptorFolder = "/proc/self/fd";
    private const byte Ready = 1;

    // Descriptors that the caller of the command had: who waits for the end of a pipe, or for a lock, shall not wait for us.
    private static int[] s_inherited = [];

    /// <summary>This process is the one that was started to stay.</summary>
    internal static bool IsHere => Environment.GetEnvironmentVariable(Variable) is not null;

    /// <summary>Starts this command once more and waits until that is ready, or has ended.</summary>
    /// <returns>The exit code: that of the other process if it ended.</returns>
    internal static int Start()
    {
        int errno = Interop.StartSelf(static descriptor => Encoding.ASCII.GetBytes($"{Variable}={descriptor}\0"), out int process, out SafeFileHandle? pipe);
        if (errno != 0)
        {
            throw new FathomException("cannot start (try --foreground)", "/proc/self/exe"u8, (Errno)errno);
        }

        using FileStream ready = new(pipe!, FileAccess.Read, bufferSize: 0);
        // Nothing but its end: the message of what went wrong was printed by then.
        return ready.ReadByte() == Ready ? ExitCode.Done : Interop.WaitForExit(process);
    }

    /// <summary>Notes what the caller had open; before this process opens anything.</summary>
    internal static void Begin() => s_inherited = [.. Descriptors().Where(static descriptor => !Interop.IsClosedOnExec(descriptor))];

    /// <summary>Leaves the terminal, and lets the process that started this one go on.</summary>
    internal static void SayReady()
    {
        int pipe = int.Parse(Environment.GetEnvironmentVariable(Variable)!, CultureInfo.InvariantCulture);
        Interop.LeaveTerminal(s_inherited.Concat(StandardStreams()).Where(descriptor => descriptor != pipe).Distinct());
        using FileStream ready = new(new SafeFileHandle(pipe, ownsHandle: true), FileAccess.Write, bufferSize: 0);
        ready.WriteByte(Ready);
    }

    // The runtime keeps copies of these: while one is open, a caller that reads our output never sees its end.
    private static IEnumerable<int> StandardStreams()
    {
        const int StandardError = 2;
        HashSet<string?> targets = [.. Enumerable.Range(0, StandardError + 1).Select(TargetOf)];
        return Descriptors().Where(descriptor => descriptor <= StandardError || targets.Contains(TargetOf(descriptor)));
    }

    private static List<int> Descriptors() =>
        [.. Directory.EnumerateFileSystemEntries(DescriptorFolder).Select(static link => int.Parse(Path.GetFileName(link), CultureInfo.InvariantCulture))];

    private static string? TargetOf(int descriptor) => new FileInfo($"{DescriptorFolder}/{descriptor}").LinkTarget;
}
