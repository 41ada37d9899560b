namespace Fathom.Transfer;

/// <summary>Counts what was copied, for whoever shows it. Thread-safe.</summary>
internal sealed class CopyProgress
{
    private long _bytes;

    /// <summary>Bytes copied so far, also of files that are not done and of copies that failed later.</summary>
    // Partner: Add.
    internal long Bytes => Volatile.Read(ref _bytes);

    // Partner: Bytes.
    internal void Add(long bytes) => Interlocked.Add(ref _bytes, bytes);
}
