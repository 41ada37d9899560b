using System.Runtime.InteropServices;

namespace Fathom.Local;

internal static partial class Interop
{
    private const int RLIMIT_NOFILE = 7;

    [LibraryImport("libc", EntryPoint = "getrlimit", SetLastError = true)]
    private static partial int GetResourceLimit(int resource, out ResourceLimit limit);

    [LibraryImport("libc", EntryPoint = "setrlimit", SetLastError = true)]
    private static partial int SetResourceLimit(int resource, in ResourceLimit limit);

    /// <summary>Descriptors that this process may have open. Source: getrlimit(2).</summary>
    internal static int DescriptorLimit() =>
        GetResourceLimit(RLIMIT_NOFILE, out ResourceLimit limit) == 0 ? (int)Math.Min(limit.Soft, int.MaxValue) : 256;

    /// <summary>Raises the soft limit of descriptors to the hard one, at most 65,536.</summary>
    internal static void RaiseDescriptorLimit()
    {
        if (GetResourceLimit(RLIMIT_NOFILE, out ResourceLimit limit) == 0 && limit.Soft < limit.Hard)
        {
            limit.Soft = Math.Max(limit.Soft, Math.Min(limit.Hard, 65_536));
            SetResourceLimit(RLIMIT_NOFILE, in limit);
        }
    }

    /// <summary><c>struct rlimit</c> with 64-bit limits.</summary>
    [StructLayout(LayoutKind.Sequential)]
    private struct ResourceLimit
    {
        internal ulong Soft;
        internal ulong Hard;
    }
}
