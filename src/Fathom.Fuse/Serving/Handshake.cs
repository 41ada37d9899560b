using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

using Microsoft.Win32.SafeHandles;

namespace Fathom.Fuse;

/// <summary>The first request of a mount, and its answer.</summary>
internal static unsafe class Handshake
{
    // FUSE_MIN_READ_BUFFER is 8192.
    private const int BufferSize = 64 * 1024;

    /// <summary>Answers INIT, which the kernel sends before anything else.</summary>
    internal static Errno Run(SafeFileHandle connection, FuseOptions options, bool isWritable, out InitNegotiation? agreed)
    {
        int device = (int)connection.DangerousGetHandle();
        byte* buffer = (byte*)NativeMemory.Alloc(BufferSize);
        try
        {
            agreed = null;
            while (agreed is null)
            {
                Errno errno = Interop.ReadRequest(device, buffer, BufferSize, out int length);
                if (errno is Errno.EINTR or Errno.EAGAIN or Errno.ENOENT)
                {
                    continue;
                }

                errno = errno == Errno.None ? Answer(device, new ReadOnlySpan<byte>(buffer, length), options, isWritable, out agreed) : errno;
                if (errno != Errno.None)
                {
                    return errno;
                }
            }

            return Errno.None;
        }
        finally
        {
            NativeMemory.Free(buffer);
        }
    }

    private static Errno Answer(int device, ReadOnlySpan<byte> request, FuseOptions options, bool isWritable, out InitNegotiation? agreed)
    {
        agreed = null;
        RequestReader reader = new(request);
        if (!reader.TryTake(out InHeader header) || header.Opcode != Opcode.Init || !reader.TryTake(out InitIn init))
        {
            return Errno.EPROTO;
        }

        Errno errno = InitNegotiation.Answer(in init, options, isWritable, out InitOut reply, out agreed);
        int length = sizeof(OutHeader) + (errno == Errno.None ? sizeof(InitOut) : 0);
        byte* buffer = stackalloc byte[sizeof(OutHeader) + sizeof(InitOut)];
        *(OutHeader*)buffer = new OutHeader { Length = (uint)length, Error = -(int)errno, Unique = header.Unique };
        Unsafe.WriteUnaligned(buffer + sizeof(OutHeader), reply);
        Errno written = Interop.WriteReply(device, buffer, length);
        return errno != Errno.None ? errno : written;
    }
}
