using System.Diagnostics;
using System.Globalization;
using System.Text;
using Fathom.Vault;

namespace Fathom.Cli;

/// <summary>Overwrites random places of one large file of a vault.</summary>
internal static class WriteBench
{
    /// <summary>Runs, and prints a line.</summary>
    /// <param name="count">Writes.</param>
    /// <param name="length">Bytes of each.</param>
    /// <exception cref="FathomException">The file cannot be written.</exception>
    /// <exception cref="UsageException">It is no file, or smaller than one write.</exception>
    internal static int Run(VaultTree tree, VaultPath path, int count, int length)
    {
        using IWritableFile file = Open(tree, path, out long size);
        if (size < length)
        {
            throw new UsageException($"{NameEscaper.Quote(PathText.ToText(path.Typed))} has {size} bytes, fewer than one write");
        }

        Random random = new(1);
        byte[] data = new byte[length];
        random.NextBytes(data);
        long start = Stopwatch.GetTimestamp();
        for (int number = 0; number < count; number++)
        {
            Check(file.Write(random.NextInt64(size / length) * length, data, out _), path);
        }

        Check(file.Sync(isDataOnly: true), path);
        double seconds = Stopwatch.GetElapsedTime(start).TotalSeconds;
        using StandardOutput output = new();
        Encoding.UTF8.GetBytes(
            string.Create(
                CultureInfo.InvariantCulture,
                $"""
                writes           {count} of {length} bytes, in a file of {size} bytes
                with a sync      {seconds:F3} s  {count / seconds:F0} writes/s
                peak memory      {SizeFormat.Human.ToText(WalkReport.PeakMemory())}

                """),
            output);
        output.Flush();
        return ExitCode.Done;
    }

    private static IWritableFile Open(VaultTree tree, VaultPath path, out long size)
    {
        Check(path.Open(tree, StatMask.Size, out IContentNode? node, out NodeAttributes attributes), path);
        using (node)
        {
            Check(((IWritableNode)node!).OpenForWriting(out IWritableFile? file), path);
            size = attributes.Size;
            return file!;
        }
    }

    private static void Check(Errno errno, VaultPath path)
    {
        if (errno != Errno.None)
        {
            throw new FathomException("cannot write", path.Typed, errno);
        }
    }
}
