namespace Fathom.Index;

/// <summary>Digests of a finished index, which agree where trees do.</summary>
public static class IndexDigests
{
    /// <summary>The digest of the whole: 32 hexadecimal digits.</summary>
    /// <exception cref="IndexException">The index cannot be opened, or is not finished.</exception>
    public static string OfIndex(string path)
    {
        using SavedIndex index = SavedIndex.Open(path);
        index.RequireFinished();
        return index.Summary.Digest;
    }

    /// <summary>Calls <paramref name="found"/> for each directory, those above before those below them.</summary>
    /// <param name="depth">Levels below the roots; 0 for the roots alone.</param>
    /// <param name="found">Gets the path and 16 bytes; both are valid during the call.</param>
    /// <exception cref="IndexException">The index cannot be opened, or is not finished.</exception>
    /// <exception cref="OperationCanceledException"><paramref name="cancellation"/> was requested.</exception>
    public static void OfDirectories(string path, int depth, DirectoryDigestHandler found, CancellationToken cancellation = default)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(depth);
        ArgumentNullException.ThrowIfNull(found);
        using SavedIndex index = SavedIndex.Open(path);
        index.RequireFinished();
        using IndexSession session = IndexSession.Open(index);
        using CancellationTokenRegistration registration = cancellation.UnsafeRegister(
            static session => ((IndexSession)session!).Connection.Interrupt(), session);
        using DuckStatement statement = session.Connection.Prepare("SELECT path, path_raw, digest FROM dirs WHERE depth <= ? ORDER BY pre");
        statement.Bind(1, depth);
        using DuckResult result = statement.Query();
        while (result.Next() is { } chunk)
        {
            for (int row = 0; row < chunk.Count; row++)
            {
                found(DirectoryTable.Exact(chunk, 0, row), chunk.Bytes(2, row));
            }
        }
    }
}
