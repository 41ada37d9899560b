using System.Runtime.InteropServices;

namespace Fathom.Nfs;

internal static partial class Interop
{
    /// <summary>Effective user of this process. Source: geteuid(2), which cannot fail.</summary>
    [LibraryImport("libc", EntryPoint = "geteuid")]
    internal static partial uint GetEffectiveUser();

    /// <summary>Effective group of this process. Source: getegid(2), which cannot fail.</summary>
    [LibraryImport("libc", EntryPoint = "getegid")]
    internal static partial uint GetEffectiveGroup();

    [LibraryImport("libc", EntryPoint = "getgroups", SetLastError = true)]
    private static unsafe partial int GetGroups(int size, uint* groups);

    /// <summary>Supplementary groups of this process. Source: getgroups(2).</summary>
    /// <returns>None where they cannot be read.</returns>
    internal static unsafe uint[] GetGroups()
    {
        int count = GetGroups(0, null);
        if (count <= 0)
        {
            return [];
        }

        uint[] groups = new uint[count];
        fixed (uint* start = groups)
        {
            // Another thread may have changed them since; then there are none rather than half of them.
            return GetGroups(count, start) == count ? groups : [];
        }
    }
}
