using System.Runtime.InteropServices;

namespace Fathom.Vault;

internal static partial class Interop
{
    // Values of Linux on x86-64 and arm64; SecretBytes calls these functions nowhere else.
    private const int PROT_READ = 1;
    private const int PROT_WRITE = 2;
    private const int MAP_PRIVATE = 0x02;
    private const int MAP_ANONYMOUS = 0x20;
    private const int MADV_DONTDUMP = 16;

    [LibraryImport("libc", EntryPoint = "mmap", SetLastError = true)]
    private static partial nint Map(nint address, nuint length, int protection, int flags, int descriptor, nint offset);

    [LibraryImport("libc", EntryPoint = "munmap")]
    private static partial int Unmap(nint address, nuint length);

    [LibraryImport("libc", EntryPoint = "mlock")]
    private static partial int Lock(nint address, nuint length);

    [LibraryImport("libc", EntryPoint = "madvise")]
    private static partial int Advise(nint address, nuint length, int advice);

    /// <summary>Maps zeroed private memory. Source: mmap(2).</summary>
    /// <param name="length">A multiple of the page size.</param>
    internal static Errno MapMemory(nuint length, out nint address)
    {
        address = Map(0, length, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
        if (address != -1)
        {
            return Errno.None;
        }

        address = 0;
        return (Errno)Marshal.GetLastPInvokeError();
    }

    /// <summary>Unmaps; unlocks too. Source: munmap(2).</summary>
    internal static void UnmapMemory(nint address, nuint length)
    {
        _ = Unmap(address, length);
    }

    /// <summary>Keeps pages out of swap. Source: mlock(2).</summary>
    /// <returns>False where RLIMIT_MEMLOCK, or the system, does not let it.</returns>
    internal static bool TryLockMemory(nint address, nuint length) => Lock(address, length) == 0;

    /// <summary>Keeps pages out of core dumps. Source: madvise(2), MADV_DONTDUMP.</summary>
    internal static bool TryExcludeFromDump(nint address, nuint length) => Advise(address, length, MADV_DONTDUMP) == 0;
}
