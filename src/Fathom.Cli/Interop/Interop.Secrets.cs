using System.Runtime.InteropServices;

namespace Fathom.Cli;

/// <summary>What keeps secrets of a process that stays from others.</summary>
internal static partial class Interop
{
    private const int F_GETFD = 1;
    private const int FD_CLOEXEC = 1;
    private const int PR_SET_DUMPABLE = 4;

    [LibraryImport("libc", EntryPoint = "fcntl")]
    private static partial int Control(int descriptor, int command);

    [LibraryImport("libc", EntryPoint = "prctl")]
    private static partial int ControlProcess(int option, nuint value, nuint unused3, nuint unused4, nuint unused5);

    [LibraryImport("libc", EntryPoint = "getenv")]
    private static unsafe partial byte* GetVariable(byte* name);

    [LibraryImport("libc", EntryPoint = "unsetenv")]
    private static unsafe partial int UnsetVariable(byte* name);

    /// <summary>A descriptor is not given to programs that this process becomes. Source: fcntl(2).</summary>
    internal static bool IsClosedOnExec(int descriptor) => Control(descriptor, F_GETFD) is var flags && (flags < 0 || (flags & FD_CLOEXEC) != 0);

    /// <summary>No core file of this process is written, and no other process of its user may look into its memory. Source: prctl(2).</summary>
    internal static void HideMemory() => _ = ControlProcess(PR_SET_DUMPABLE, 0, 0, 0, 0);

    /// <summary>Takes a variable out of the environment, also out of what /proc/PID/environ shows. Source: getenv(3).</summary>
    /// <param name="nameWithNul">Of the variable.</param>
    /// <returns>Its value, pinned, the caller clears it; null if there is none.</returns>
    internal static unsafe byte[]? TakeVariable(ReadOnlySpan<byte> nameWithNul)
    {
        fixed (byte* name = nameWithNul)
        {
            byte* value = GetVariable(name);
            if (value is null)
            {
                return null;
            }

            // What procfs shows is the memory that the kernel put the environment into, and this points there.
            Span<byte> bytes = new(value, MemoryMarshal.CreateReadOnlySpanFromNullTerminated(value).Length);
            byte[] taken = GC.AllocateArray<byte>(bytes.Length, pinned: true);
            bytes.CopyTo(taken);
            bytes.Clear();
            _ = UnsetVariable(name);
            return taken;
        }
    }
}
