using System.Text;

using Microsoft.Win32.SafeHandles;

namespace Fathom.Fuse;

/// <summary>Mounts for users without privileges, by the set-uid program fusermount3 of the package fuse3.</summary>
internal static class Fusermount
{
    private const int StandardError = 2;

    // Where fusermount3 finds its end of the socket on which it sends the descriptor (_FUSE_COMMFD).
    private const int Channel = 3;

    private const int MaxMessage = 4096;

    /// <summary>Mounts.</summary>
    /// <returns>The connection.</returns>
    /// <exception cref="FathomException">fusermount3 is not there, or refuses.</exception>
    internal static SafeFileHandle Mount(ReadOnlySpan<byte> path, string options)
    {
        Check(Interop.MakeSocketPair(out SafeFileHandle? ours, out SafeFileHandle? theirs), path);
        using (ours)
        {
            (int exitCode, string message) = Run(path, theirs!, "fusermount3", "-o", options, "--");
            Errno errno = exitCode == 0 ? Interop.ReceiveDescriptor(ours!, out SafeFileHandle? connection) : Fail(out connection);
            return errno == Errno.None ? connection! : throw new FathomException($"cannot mount ({message}) on", path, errno);
        }
    }

    /// <summary>Unmounts.</summary>
    /// <param name="isLazy">Also if it is in use.</param>
    internal static Errno Unmount(ReadOnlySpan<byte> path, bool isLazy)
    {
        Errno errno = Interop.MakePipe(out SafeFileHandle? unused, out SafeFileHandle? channel);
        if (errno != Errno.None)
        {
            return errno;
        }

        using (unused)
        {
            string[] arguments = isLazy ? ["fusermount3", "-u", "-q", "-z", "--"] : ["fusermount3", "-u", "-q", "--"];
            return Run(path, channel!, arguments).ExitCode == 0 ? Errno.None : Errno.EBUSY;
        }
    }

    private static (int ExitCode, string Message) Run(ReadOnlySpan<byte> path, SafeFileHandle channel, params string[] arguments)
    {
        byte[][] argv = [.. arguments.Select(text => Encoding.UTF8.GetBytes(text + '\0')), [.. path, 0]];
        Check(Interop.MakePipe(out SafeFileHandle? reading, out SafeFileHandle? writing), path);
        using (reading)
        {
            int process;
            // Our copies of its ends: while they are open, the other end never sees the end of what comes.
            using (writing)
            using (channel)
            {
                Errno errno = Interop.Spawn(argv, ["_FUSE_COMMFD=3\0"u8.ToArray()], [(writing!, StandardError), (channel, Channel)], out process);
                if (errno != Errno.None)
                {
                    throw new FathomException("cannot run (install the package fuse3, or mount as root)", "fusermount3"u8, errno);
                }
            }

            string message = ReadAll(reading!);
            Check(Interop.WaitFor(process, out int exitCode), path);
            return (exitCode, message);
        }
    }

    private static string ReadAll(SafeFileHandle pipe)
    {
        Span<byte> buffer = stackalloc byte[MaxMessage];
        int length = 0;
        while (length < buffer.Length && Interop.ReadSome(pipe, buffer[length..]) is > 0 and var count)
        {
            length += count;
        }

        return Encoding.UTF8.GetString(buffer[..length]).Trim();
    }

    private static Errno Fail(out SafeFileHandle? connection)
    {
        connection = null;
        return Errno.EPERM;
    }

    private static void Check(Errno errno, ReadOnlySpan<byte> path)
    {
        if (errno != Errno.None)
        {
            throw new FathomException("cannot mount on", path, errno);
        }
    }
}
