namespace Fathom.Cli;

/// <summary>The arguments of the process with no byte lost.</summary>
internal static class RawArguments
{
    private const string ProcessArguments = "/proc/self/cmdline";

    /// <summary>Replaces what the runtime could not decode by text that <see cref="PathText.ToBytes"/> turns back into the bytes.</summary>
    internal static string[] Decode(string[] args)
    {
        // The runtime puts U+FFFD for bytes that are not UTF-8; without one, nothing was lost and nothing is read.
        if (!Array.Exists(args, argument => argument.Contains('\uFFFD')))
        {
            return args;
        }

        try
        {
            return Merge(args, File.ReadAllBytes(ProcessArguments));
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return args; // No procfs: names stay as the runtime decoded them.
        }
    }

    /// <summary>Takes each damaged argument from <paramref name="raw"/>.</summary>
    /// <param name="raw">NUL-terminated strings as in /proc/self/cmdline; the last ones are <paramref name="args"/>.</param>
    internal static string[] Merge(string[] args, ReadOnlySpan<byte> raw)
    {
        string[] merged = (string[])args.Clone();
        if (raw.IsEmpty || raw[^1] != 0)
        {
            return merged;
        }

        // Backwards, because a host such as `dotnet fathom.dll` puts words of its own in front.
        raw = raw[..^1];
        for (int i = merged.Length - 1; i >= 0; i--)
        {
            int start = raw.LastIndexOf((byte)0) + 1;
            string exact = PathText.ToText(raw[start..]);
            if (merged[i].Contains('\uFFFD'))
            {
                merged[i] = exact;
            }
            else if (merged[i] != exact)
            {
                return (string[])args.Clone(); // Not the arguments of this process: trust the runtime.
            }

            if (start == 0)
            {
                break;
            }

            raw = raw[..(start - 1)];
        }

        return merged;
    }
}
