namespace Fathom.Tests.Support;

/// <summary>Descriptors of this process.</summary>
internal static class OpenDescriptors
{
    /// <summary>What those lead to that lead into a folder: other tests do not disturb the count.</summary>
    internal static IEnumerable<string> Below(string folder) => Directory.EnumerateFileSystemEntries("/proc/self/fd")
        .Select(static link =>
        {
            try
            {
                return new FileInfo(link).LinkTarget ?? "";
            }
            catch (IOException)
            {
                // Closed since it was listed.
                return "";
            }
        })
        .Where(target => target.StartsWith(folder, StringComparison.Ordinal));
}
