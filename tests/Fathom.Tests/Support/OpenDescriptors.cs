namespace Fathom.Tests.Support;

/// <summary>Descriptors of this process. Those of other tests come and go.</summary>
internal static class OpenDescriptors
{
    /// <summary>What those lead to that lead into a folder: other tests do not disturb the count.</summary>
    internal static IEnumerable<string> Below(string folder) =>
        All().Select(static link => link.Target).Where(target => target.StartsWith(folder, StringComparison.Ordinal));

    /// <summary>All: as /proc/self/fd/N, which leads to files without a name too, and what it says.</summary>
    internal static IEnumerable<(string Path, string Target)> All() => Directory.EnumerateFileSystemEntries("/proc/self/fd")
        .Select(static link =>
        {
            try
            {
                return (link, new FileInfo(link).LinkTarget ?? "");
            }
            catch (IOException)
            {
                // Closed since it was listed.
                return (link, "");
            }
        });
}
