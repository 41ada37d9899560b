using System.Runtime.InteropServices;

using Microsoft.Win32.SafeHandles;

namespace Fathom.Cli;

internal static partial class Interop
{
    private const int O_RDWR = 2;
    private const int O_CLOEXEC = 0x80000;

    // Opaque to us: posix_spawn_file_actions_t has 80 bytes in glibc and in musl.
    private const int FileActionsSize = 256;

    [LibraryImport("libc", EntryPoint = "pipe2", SetLastError = true)]
    private static unsafe partial int MakePipe(int* descriptors, int flags);

    [LibraryImport("libc", EntryPoint = "posix_spawn_file_actions_init")]
    private static unsafe partial int InitFileActions(byte* actions);

    [LibraryImport("libc", EntryPoint = "posix_spawn_file_actions_destroy")]
    private static unsafe partial int DestroyFileActions(byte* actions);

    [LibraryImport("libc", EntryPoint = "posix_spawn_file_actions_adddup2")]
    private static unsafe partial int AddDuplicate(byte* actions, int from, int to);

    [LibraryImport("libc", EntryPoint = "posix_spawn")]
    private static unsafe partial int Spawn(int* process, byte* file, byte* actions, byte* attributes, byte** arguments, byte** environment);

    [LibraryImport("libc", EntryPoint = "waitpid", SetLastError = true)]
    private static unsafe partial int Wait(int process, int* status, int options);

    [LibraryImport("libc", EntryPoint = "setsid")]
    private static partial int BeginSession();

    [LibraryImport("libc", EntryPoint = "dup2")]
    private static partial int Duplicate(int from, int to);

    [LibraryImport("libc", EntryPoint = "close")]
    private static partial int Close(int descriptor);

    /// <summary>Starts this program once more, with the arguments and the environment that it was started with, byte for byte.</summary>
    /// <param name="variable">One more of the environment, with a NUL; told which descriptor the other process has the writing end of the pipe as:
    /// none that this one was started with.</param>
    /// <param name="pipe">The reading end.</param>
    /// <returns>errno, 0 on success.</returns>
    internal static unsafe int StartSelf(Func<int, byte[]> variable, out int process, out SafeFileHandle? pipe)
    {
        byte[] arguments = File.ReadAllBytes("/proc/self/cmdline");
        process = 0;
        pipe = null;
        int* ends = stackalloc int[2];
        if (MakePipe(ends, O_CLOEXEC) < 0)
        {
            return Marshal.GetLastPInvokeError();
        }

        pipe = new SafeFileHandle(ends[0], ownsHandle: true);
        byte[] environment = [.. File.ReadAllBytes("/proc/self/environ"), .. variable(ends[1])];
        byte* actions = stackalloc byte[FileActionsSize];
        _ = InitFileActions(actions);

        // A descriptor in its own place: it is left open there (posix_spawn_file_actions_adddup2, POSIX 2024).
        _ = AddDuplicate(actions, ends[1], ends[1]);
        int error;
        fixed (byte* argumentStart = arguments)
        fixed (byte* environmentStart = environment)
        fixed (byte** argv = new byte*[arguments.AsSpan().Count((byte)0) + 1])
        fixed (byte** envp = new byte*[environment.AsSpan().Count((byte)0) + 1])
        fixed (byte* file = "/proc/self/exe"u8)
        {
            Split(argumentStart, arguments, argv);
            Split(environmentStart, environment, envp);
            int started = 0;
            error = Spawn(&started, file, actions, null, argv, envp);
            process = started;
        }

        _ = DestroyFileActions(actions);
        _ = Close(ends[1]);
        return error;
    }

    /// <summary>Waits for the end of a process that was started here.</summary>
    /// <returns>Its exit code; 128 + n if signal n killed it.</returns>
    internal static unsafe int WaitForExit(int process)
    {
        int status = 0;
        while (Wait(process, &status, 0) < 0)
        {
            if (Marshal.GetLastPInvokeError() != EINTR)
            {
                return ExitCode.InternalError;
            }
        }

        return (status & 0x7f) == 0 ? (status >> 8) & 0xff : 128 + (status & 0x7f);
    }

    /// <summary>Leaves the terminal, and puts /dev/null in the place of descriptors.</summary>
    internal static unsafe void LeaveTerminal(IEnumerable<int> descriptors)
    {
        _ = BeginSession();
        fixed (byte* path = "/dev/null"u8)
        {
            int nowhere = Open(path, O_RDWR);
            foreach (int descriptor in descriptors)
            {
                _ = Duplicate(nowhere, descriptor);
            }

            _ = Close(nowhere);
        }
    }

    private static unsafe void Split(byte* start, ReadOnlySpan<byte> texts, byte** list)
    {
        int count = 0;
        bool isStart = true;
        for (int index = 0; index < texts.Length; index++)
        {
            if (isStart)
            {
                list[count++] = start + index;
            }

            isStart = texts[index] == 0;
        }

        list[count] = null;
    }
}
