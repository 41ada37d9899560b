using System.Globalization;
using System.Text;

namespace Fathom.Cli;

/// <summary>What keeps a mount busy: processes that have something below it open, and what is mounted there. As far as this user may look.</summary>
/// <remarks>Nothing of the mount itself is touched: only what links of /proc say is compared.</remarks>
internal static class MountUsers
{
    private const int Shown = 5;

    /// <summary>Says who they are.</summary>
    /// <param name="mountPoint">An absolute path.</param>
    /// <returns>Such as <c>in use by vim (4711) and bash (815)</c>; empty if none is found.</returns>
    internal static string Describe(string mountPoint)
    {
        List<string> users = [.. MountsBelow(mountPoint), .. Processes(mountPoint)];
        string more = users.Count > Shown ? $" and {users.Count - Shown} more" : string.Empty;
        return users.Count == 0 ? string.Empty : $"in use by {string.Join(", ", users.Take(Shown))}{more}";
    }

    private static IEnumerable<string> Processes(string mountPoint)
    {
        foreach (string process in Directory.EnumerateDirectories("/proc"))
        {
            if (int.TryParse(Path.GetFileName(process), CultureInfo.InvariantCulture, out int id) && id != Environment.ProcessId && Uses(process, mountPoint))
            {
                yield return $"{NameOf(process)} ({id})";
            }
        }
    }

    private static bool Uses(string process, string mountPoint)
    {
        try
        {
            return Below(TargetOf($"{process}/cwd"), mountPoint)
                || Below(TargetOf($"{process}/root"), mountPoint)
                || Below(TargetOf($"{process}/exe"), mountPoint)
                || Directory.EnumerateFileSystemEntries($"{process}/fd").Any(link => Below(TargetOf(link), mountPoint))
                || File.ReadLines($"{process}/maps", Encoding.Latin1).Any(line => Maps(line, mountPoint));
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            // It has ended, or belongs to somebody else.
            return false;
        }
    }

    private static string? TargetOf(string link) => new FileInfo(link).LinkTarget;

    private static bool Below(string? path, string mountPoint) =>
        path is not null && path.StartsWith(mountPoint, StringComparison.Ordinal) && (path.Length == mountPoint.Length || path[mountPoint.Length] is '/' or ' ');

    // ADDRESS MODE OFFSET DEVICE INODE      PATH
    private static bool Maps(string line, string mountPoint)
    {
        int path = line.IndexOf('/', StringComparison.Ordinal);
        return path >= 0 && Below(PathText.ToText(Encoding.Latin1.GetBytes(line[path..])), mountPoint);
    }

    private static string NameOf(string process)
    {
        try
        {
            return File.ReadAllText($"{process}/comm").TrimEnd('\n');
        }
        catch (IOException)
        {
            return "a process";
        }
    }

    // ID PARENT DEVICE ROOT PLACE ...
    private static IEnumerable<string> MountsBelow(string mountPoint)
    {
        const int Place = 4;
        foreach (string line in File.ReadLines("/proc/self/mountinfo"))
        {
            string[] fields = line.Split(' ');
            if (fields.Length > Place && fields[Place].StartsWith(mountPoint + "/", StringComparison.Ordinal))
            {
                yield return $"a mount on {NameEscaper.Quote(fields[Place])}";
            }
        }
    }
}
