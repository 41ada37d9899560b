using Fathom.Index;

namespace Fathom.Cli;

/// <summary>One side of a comparison: <c>X.fathom</c>, <c>X.fathom:SUB</c>, or a live root, which is scanned first.</summary>
internal sealed class ComparedRoot : IDisposable
{
    private readonly SavedIndex? _saved;
    private readonly TemporaryIndex? _temporary;

    private ComparedRoot(SavedIndex? saved, TemporaryIndex? temporary, byte[] below) =>
        (_saved, _temporary, Below) = (saved, temporary, below);

    /// <summary>What help says about such an operand.</summary>
    internal const string Syntax = "an index, INDEX:PATH for a directory inside one, a live directory, nfs://HOST/EXPORT[/DIR], or vault:ROOT";

    /// <summary>The index.</summary>
    internal SavedIndex Index => _saved ?? _temporary!.Index;

    /// <summary>The directory inside it that is meant, relative to its root; empty for all of it.</summary>
    internal byte[] Below { get; }

    /// <summary>It was scanned for this run.</summary>
    internal bool IsLive => _temporary is not null;

    /// <summary>Opens an index, or scans a live root.</summary>
    /// <param name="scan">Scans the root with the options of the command; raw bytes as typed.</param>
    /// <exception cref="IndexException">The index is damaged.</exception>
    internal static ComparedRoot Open(string text, Func<byte[], TemporaryIndex> scan)
    {
        if (IndexOperand.Read(PathText.ToBytes(text)) is { } operand)
        {
            return new(SavedIndex.Open(operand.Index), null, operand.Place?.AsSpan().Trim((byte)'/').ToArray() ?? []);
        }

        // Whoever types the name of an index does not mean a tree that happens to be missing.
        bool isIndexName = RootCatalog.IsLocal(PathText.ToBytes(text)) && Path.TrimEndingDirectorySeparator(text).EndsWith(".fathom", StringComparison.Ordinal);
        return isIndexName ? new(SavedIndex.Open(text), null, []) : new(null, scan(PathText.ToBytes(text)), []);
    }

    /// <summary>Prints what a scan for this run did, if that was asked for.</summary>
    internal void WriteStatistics(ReportOptions report)
    {
        if (report.PrintsStatistics && _temporary?.Walked is { } walked)
        {
            WalkReport.WriteStatistics(walked);
        }

        _temporary?.Io.Write();
    }

    /// <summary>Closes the index, and removes it if it was scanned for this run.</summary>
    public void Dispose()
    {
        _saved?.Dispose();
        _temporary?.Dispose();
    }
}
