using System.Globalization;
using System.Text;

using Microsoft.Win32.SafeHandles;

namespace Fathom.Cli;

// A process of the runtime has threads and cannot fork. So the command starts itself once more, with the same arguments and one more
// variable; the second one may still ask for a password, says through a pipe when the mount is there, and only then leaves the terminal:
//
//   fathom mount ──starts──▶ fathom mount (FATHOM_BACKGROUND=3)
//      │ waits for the pipe      │ opens the tree, mounts
//      │◀─────── one byte ───────┤ setsid, no standard streams
//      ▼ exits 0                 ▼ serves

/// <summary>Runs a command in the background once it is ready.</summary>
internal static class Background
{
    private const string Variable = "FATHOM_BACKGROUND";
    private const int ReadyDescriptor = 3;
    private const byte Ready = 1;

    /// <summary>This process is the one that was started to stay.</summary>
    internal static bool IsHere => Environment.GetEnvironmentVariable(Variable) is not null;

    /// <summary>Starts this command once more and waits until that is ready, or has ended.</summary>
    /// <returns>The exit code: that of the other process if it ended.</returns>
    internal static int Start()
    {
        int errno = Interop.StartSelf(Encoding.ASCII.GetBytes($"{Variable}={ReadyDescriptor}\0"), ReadyDescriptor, out int process, out SafeFileHandle? pipe);
        if (errno != 0)
        {
            throw new FathomException("cannot start (try --foreground)", "/proc/self/exe"u8, (Errno)errno);
        }

        using FileStream ready = new(pipe!, FileAccess.Read, bufferSize: 0);
        // Nothing but its end: the message of what went wrong was printed by then.
        return ready.ReadByte() == Ready ? ExitCode.Done : Interop.WaitForExit(process);
    }

    // The runtime keeps copies of these: while one is open, a caller that reads our output never sees its end.
    private static IEnumerable<int> StandardStreams()
    {
        const string Descriptors = "/proc/self/fd";
        const int StandardError = 2;
        HashSet<string?> targets = [.. Enumerable.Range(0, StandardError + 1).Select(static stream => new FileInfo($"{Descriptors}/{stream}").LinkTarget)];
        return from link in Directory.EnumerateFileSystemEntries(Descriptors)
               let descriptor = int.Parse(Path.GetFileName(link), CultureInfo.InvariantCulture)
               where descriptor <= StandardError || targets.Contains(new FileInfo(link).LinkTarget)
               select descriptor;
    }

    /// <summary>Leaves the terminal, and lets the process that started this one go on.</summary>
    internal static void SayReady()
    {
        Interop.LeaveTerminal([.. StandardStreams()]);
        using FileStream ready = new(new SafeFileHandle(ReadyDescriptor, ownsHandle: true), FileAccess.Write, bufferSize: 0);
        ready.WriteByte(Ready);
    }
}
