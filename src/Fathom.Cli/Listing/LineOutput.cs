namespace Fathom.Cli;

/// <summary>Standard output for many workers: each hands over whole lines.</summary>
internal sealed class LineOutput(StandardOutput output, bool isTerminal)
{
    /// <summary>Bytes from which a worker hands over: as many as a pipe takes, and as the output writes without a copy.</summary>
    internal const int ChunkSize = 64 * 1024;

    private readonly Lock _lock = new();

    /// <summary>A person waits for every line.</summary>
    internal bool IsTerminal => isTerminal;

    /// <summary>Writes what <paramref name="lines"/> holds, and empties it.</summary>
    internal void HandOver(LineBuffer lines)
    {
        lock (_lock)
        {
            output.Write(lines.Written);
            if (isTerminal)
            {
                output.Flush();
            }
        }

        lines.Clear();
    }

    /// <summary>Writes sorted lines; after the workers.</summary>
    internal void Write(IReadOnlyList<SortedLines> shares)
    {
        lock (_lock)
        {
            SortedLines.WriteAll(shares, output);
        }
    }
}
