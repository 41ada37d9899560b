using System.Runtime.InteropServices;

namespace Fathom.Cli;

internal static partial class Interop
{
    // struct passwd has 48 bytes on Linux and 72 on Darwin, struct group less; both begin with the name.
    private const int RecordSize = 128;

    [LibraryImport("libc", EntryPoint = "getpwuid_r")]
    private static unsafe partial int GetUser(uint uid, byte** record, byte* buffer, nint size, byte*** result);

    [LibraryImport("libc", EntryPoint = "getgrgid_r")]
    private static unsafe partial int GetGroup(uint gid, byte** record, byte* buffer, nint size, byte*** result);

    /// <summary>Name of a user; empty if there is none. Source: getpwuid_r(3).</summary>
    internal static unsafe ReadOnlySpan<byte> UserName(uint uid) => NameOf(uid, isGroup: false);

    /// <summary>Name of a group; empty if there is none. Source: getgrgid_r(3).</summary>
    internal static unsafe ReadOnlySpan<byte> GroupName(uint gid) => NameOf(gid, isGroup: true);

    private static unsafe byte[] NameOf(uint id, bool isGroup)
    {
        byte** record = stackalloc byte*[RecordSize / sizeof(nint)];

        // A group lists its members in the buffer.
        for (int size = 4096; size <= 1 << 22; size *= 4)
        {
            byte[] buffer = new byte[size];
            byte** found;
            fixed (byte* start = buffer)
            {
                int errno = isGroup ? GetGroup(id, record, start, size, &found) : GetUser(id, record, start, size, &found);
                if (errno == ERANGE)
                {
                    continue;
                }

                return errno == 0 && found != null ? MemoryMarshal.CreateReadOnlySpanFromNullTerminated(record[0]).ToArray() : [];
            }
        }

        return [];
    }
}
