using System.Globalization;

namespace Fathom.Cli;

/// <summary>Bytes that this process made the system fetch from a disk.</summary>
internal static class StorageReads
{
    private const string Source = "/proc/self/io";
    private const string Label = "read_bytes:";

    /// <summary>All of them so far; null where there is no proc_pid_io(5), or it may not be read.</summary>
    internal static ulong? OfProcess()
    {
        try
        {
            foreach (string line in File.ReadLines(Source))
            {
                if (line.StartsWith(Label, StringComparison.Ordinal))
                {
                    return ulong.Parse(line.AsSpan(Label.Length).Trim(), CultureInfo.InvariantCulture);
                }
            }
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            // Containers hide it: then nothing is known.
        }

        return null;
    }
}
