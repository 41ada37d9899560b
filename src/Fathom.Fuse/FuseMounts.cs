using System.Runtime.Versioning;
using System.Text;

namespace Fathom.Fuse;

/// <summary>The mounts of all Fathom servers of this machine, in this process's view of its file systems.</summary>
[SupportedOSPlatform("linux")]
public static class FuseMounts
{
    internal const string Type = "fuse.fathom";

    private const string Table = "/proc/self/mountinfo";

    /// <summary>Lists them, the oldest first.</summary>
    /// <exception cref="FathomException">There is no /proc.</exception>
    public static IReadOnlyList<MountedTree> List()
    {
        try
        {
            return Parse(File.ReadAllBytes(Table));
        }
        catch (IOException)
        {
            throw new FathomException("cannot read (is /proc mounted?)", Encoding.UTF8.GetBytes(Table), Errno.ENOENT);
        }
    }

    /// <summary>Unmounts.</summary>
    /// <param name="mountPoint">An absolute path, raw bytes.</param>
    /// <param name="isForced">Also if it is in use: it disappears from the tree, and who has a file open gets errors.</param>
    /// <returns>EBUSY if it is in use; EINVAL if nothing is mounted there.</returns>
    public static Errno Unmount(ReadOnlySpan<byte> mountPoint, bool isForced) => Fuse.MountPoint.At(mountPoint).Unmount(isForced);

    /// <summary>Takes mounts from lines of mountinfo: ID PARENT DEVICE ROOT PLACE OPTIONS [FIELD...] - TYPE SOURCE OPTIONS. Source: proc(5).</summary>
    internal static List<MountedTree> Parse(ReadOnlySpan<byte> table)
    {
        // Latin-1 keeps every byte of a name as one character.
        List<MountedTree> found = [];
        foreach (string line in Encoding.Latin1.GetString(table).Split('\n'))
        {
            int end = line.IndexOf(" - ", StringComparison.Ordinal);
            string[] mount = end < 0 ? [] : line[..end].Split(' ');
            string[] system = end < 0 ? [] : line[(end + 3)..].Split(' ');
            if (mount.Length >= 6 && system.Length >= 3 && system[0] == Type)
            {
                found.Add(new MountedTree(Unescape(system[1]), Unescape(mount[4]), mount[5].Split(',').Contains("ro"), mount[2]));
            }
        }

        return found;
    }

    /// <summary>Spaces, tabs, line feeds and backslashes are written as three octal digits.</summary>
    private static byte[] Unescape(string text)
    {
        const int Digits = 3;
        List<byte> bytes = [];
        for (int index = 0; index < text.Length; index++)
        {
            if (text[index] == '\\' && index + Digits < text.Length)
            {
                bytes.Add((byte)(((text[index + 1] - '0') << 6) | ((text[index + 2] - '0') << 3) | (text[index + 3] - '0')));
                index += Digits;
            }
            else
            {
                bytes.Add((byte)text[index]);
            }
        }

        return [.. bytes];
    }
}
