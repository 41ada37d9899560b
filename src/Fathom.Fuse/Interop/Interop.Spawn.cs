using System.Runtime.InteropServices;

using Microsoft.Win32.SafeHandles;

namespace Fathom.Fuse;

/// <summary>Running fusermount3, and taking the descriptor that it gives.</summary>
internal static partial class Interop
{
    private const int AF_UNIX = 1;
    private const int SOCK_STREAM = 1;
    private const int SOCK_CLOEXEC = 0x80000;
    private const int SOL_SOCKET = 1;
    private const int SCM_RIGHTS = 1;
    private const int MSG_CMSG_CLOEXEC = 0x40000000;

    // Opaque to us: posix_spawn_file_actions_t has 80 bytes in glibc and in musl.
    private const int FileActionsSize = 256;

    [LibraryImport("libc", EntryPoint = "socketpair", SetLastError = true)]
    private static unsafe partial int SocketPairNative(int domain, int type, int protocol, int* descriptors);

    [LibraryImport("libc", EntryPoint = "pipe2", SetLastError = true)]
    private static unsafe partial int PipeNative(int* descriptors, int flags);

    [LibraryImport("libc", EntryPoint = "recvmsg", SetLastError = true)]
    private static unsafe partial nint ReceiveMessage(SafeFileHandle socket, MessageHeader* message, int flags);

    [LibraryImport("libc", EntryPoint = "posix_spawn_file_actions_init")]
    private static unsafe partial int InitFileActions(byte* actions);

    [LibraryImport("libc", EntryPoint = "posix_spawn_file_actions_destroy")]
    private static unsafe partial int DestroyFileActions(byte* actions);

    [LibraryImport("libc", EntryPoint = "posix_spawn_file_actions_adddup2")]
    private static unsafe partial int AddDuplicate(byte* actions, int from, int to);

    [LibraryImport("libc", EntryPoint = "posix_spawnp")]
    private static unsafe partial int SpawnNative(int* process, byte* file, byte* actions, byte* attributes, byte** arguments, byte** environment);

    [LibraryImport("libc", EntryPoint = "waitpid", SetLastError = true)]
    private static unsafe partial int WaitNative(int process, int* status, int options);

    [LibraryImport("libc", EntryPoint = "read", SetLastError = true)]
    private static unsafe partial nint ReadFrom(SafeFileHandle file, byte* buffer, nint count);

    /// <summary>Two sockets that are connected, closed in every process that is started.</summary>
    internal static unsafe Errno MakeSocketPair(out SafeFileHandle? first, out SafeFileHandle? second)
    {
        int* pair = stackalloc int[2];
        return Pair(SocketPairNative(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, pair), pair, out first, out second);
    }

    /// <summary>A pipe, closed in every process that is started.</summary>
    internal static unsafe Errno MakePipe(out SafeFileHandle? reading, out SafeFileHandle? writing)
    {
        int* pair = stackalloc int[2];
        return Pair(PipeNative(pair, O_CLOEXEC), pair, out reading, out writing);
    }

    /// <summary>Starts a program of the search path. Source: posix_spawn(3).</summary>
    /// <param name="arguments">Each with a NUL; the first is the program.</param>
    /// <param name="environment">All of it, each with a NUL.</param>
    /// <param name="descriptors">What the program has as which descriptor.</param>
    internal static unsafe Errno Spawn(byte[][] arguments, byte[][] environment, ReadOnlySpan<(SafeFileHandle From, int To)> descriptors, out int process)
    {
        byte* actions = stackalloc byte[FileActionsSize];
        _ = InitFileActions(actions);
        foreach ((SafeFileHandle from, int to) in descriptors)
        {
            _ = AddDuplicate(actions, (int)from.DangerousGetHandle(), to);
        }

        GCHandle[] pins = [.. arguments.Concat(environment).Select(text => GCHandle.Alloc(text, GCHandleType.Pinned))];
        byte** argv = stackalloc byte*[arguments.Length + 1];
        byte** envp = stackalloc byte*[environment.Length + 1];
        for (int index = 0; index < pins.Length; index++)
        {
            byte* text = (byte*)pins[index].AddrOfPinnedObject();
            if (index < arguments.Length)
            {
                argv[index] = text;
            }
            else
            {
                envp[index - arguments.Length] = text;
            }
        }

        argv[arguments.Length] = null;
        envp[environment.Length] = null;
        int started = 0;
        int error = SpawnNative(&started, argv[0], actions, null, argv, envp);
        _ = DestroyFileActions(actions);
        foreach (GCHandle pin in pins)
        {
            pin.Free();
        }

        process = started;
        return (Errno)error;
    }

    /// <summary>Waits for the end of a process that <see cref="Spawn"/> started.</summary>
    /// <param name="exitCode">128 + n if signal n killed it.</param>
    internal static unsafe Errno WaitFor(int process, out int exitCode)
    {
        int status = 0;
        while (WaitNative(process, &status, 0) < 0)
        {
            if (LastErrno() != Errno.EINTR)
            {
                exitCode = -1;
                return LastErrno();
            }
        }

        exitCode = (status & 0x7f) == 0 ? (status >> 8) & 0xff : 128 + (status & 0x7f);
        return Errno.None;
    }

    /// <summary>Reads what there is, waiting for the first byte.</summary>
    internal static unsafe int ReadSome(SafeFileHandle file, Span<byte> buffer)
    {
        fixed (byte* start = buffer)
        {
            nint count;
            do
            {
                count = ReadFrom(file, start, buffer.Length);
            }
            while (count < 0 && LastErrno() == Errno.EINTR);

            return (int)Math.Max(count, 0);
        }
    }

    /// <summary>Takes a descriptor that another process sends. Source: recvmsg(2), unix(7).</summary>
    /// <returns>EPROTO if what came carries none.</returns>
    internal static unsafe Errno ReceiveDescriptor(SafeFileHandle socket, out SafeFileHandle? received)
    {
        received = null;
        byte data = 0;
        IoVector vector = new() { Start = &data, Length = 1 };
        ControlMessage control = default;
        MessageHeader message = new() { Vectors = &vector, VectorCount = 1, Control = &control, ControlLength = (nuint)sizeof(ControlMessage) };
        nint count;
        do
        {
            count = ReceiveMessage(socket, &message, MSG_CMSG_CLOEXEC);
        }
        while (count < 0 && LastErrno() == Errno.EINTR);

        if (count < 0)
        {
            return LastErrno();
        }

        if (count == 0 || message.ControlLength < 20 || control.Level != SOL_SOCKET || control.Type != SCM_RIGHTS)
        {
            return Errno.EPROTO;
        }

        received = new SafeFileHandle(control.Descriptor, ownsHandle: true);
        return Errno.None;
    }

    private static unsafe Errno Pair(int result, int* pair, out SafeFileHandle? first, out SafeFileHandle? second)
    {
        first = result < 0 ? null : new SafeFileHandle(pair[0], ownsHandle: true);
        second = result < 0 ? null : new SafeFileHandle(pair[1], ownsHandle: true);
        return result < 0 ? LastErrno() : Errno.None;
    }

    /// <summary><c>struct iovec</c>.</summary>
    [StructLayout(LayoutKind.Sequential)]
    private unsafe struct IoVector
    {
        internal byte* Start;
        internal nuint Length;
    }

    /// <summary><c>struct msghdr</c> of 64-bit Linux, little-endian for musl.</summary>
    [StructLayout(LayoutKind.Sequential)]
    private unsafe struct MessageHeader
    {
        internal void* Name;
        internal uint NameLength;
        internal IoVector* Vectors;
        internal nuint VectorCount;
        internal ControlMessage* Control;
        internal nuint ControlLength;
        internal int Flags;
    }

    /// <summary><c>struct cmsghdr</c> of 64-bit Linux with room for one descriptor.</summary>
    [StructLayout(LayoutKind.Sequential, Size = 24)]
    private struct ControlMessage
    {
        internal nuint Length;
        internal int Level;
        internal int Type;
        internal int Descriptor;
    }
}
