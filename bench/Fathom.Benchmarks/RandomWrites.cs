using System.Diagnostics;
using System.Globalization;
using System.Text;
using Fathom.Local;
using Fathom.Vault;

namespace Fathom.Benchmarks;

/// <summary>Writes of 4 KiB at random places of one large file of a vault, and the most memory that the process ever had.</summary>
internal static class RandomWrites
{
    private const int WriteLength = 4096;

    /// <summary>Runs.</summary>
    /// <param name="arguments">Folder of the vault, its password, name of a file in its root, number of writes.</param>
    /// <returns>Exit code.</returns>
    internal static int Run(ReadOnlySpan<string> arguments)
    {
        if (arguments.Length != 4 || !OperatingSystem.IsLinux())
        {
            Console.Error.WriteLine("random-writes VAULT PASSWORD NAME COUNT, on Linux");
            return 2;
        }

        int count = int.Parse(arguments[3], CultureInfo.InvariantCulture);
        using VaultTree tree = VaultTree.Open(LocalTree.Open(arguments[0]), Encoding.UTF8.GetBytes(arguments[1]));
        using IWritableFile file = Open(tree, Encoding.UTF8.GetBytes(arguments[2]));
        Check(file.ReadAttributes(StatMask.Size, out NodeAttributes attributes));
        Random random = new(7);
        byte[] data = new byte[WriteLength];
        random.NextBytes(data);
        long start = Stopwatch.GetTimestamp();
        for (int number = 0; number < count; number++)
        {
            Check(file.Write(random.NextInt64(attributes.Size / WriteLength) * WriteLength, data, out _));
        }

        Check(file.Sync(isDataOnly: true));
        double seconds = Stopwatch.GetElapsedTime(start).TotalSeconds;
        string peak = File.ReadLines("/proc/self/status").First(static line => line.StartsWith("VmHWM:", StringComparison.Ordinal));
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{count} writes of {WriteLength} bytes into {attributes.Size} bytes: {count / seconds:F0} a second, peak {peak[6..].Trim()}"));
        return 0;
    }

    private static IWritableFile Open(VaultTree tree, ReadOnlySpan<byte> name)
    {
        Check(((IWritableTree)tree).OpenWritableRoot(out IWritableNode? root));
        using (root)
        {
            Check(root!.OpenWritable(name, out IWritableNode? node));
            using (node)
            {
                Check(node!.OpenForWriting(out IWritableFile? file));
                return file!;
            }
        }
    }

    private static void Check(Errno errno)
    {
        if (errno != Errno.None)
        {
            throw new IOException(errno.ToString());
        }
    }
}
