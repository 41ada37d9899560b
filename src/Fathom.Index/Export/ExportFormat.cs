namespace Fathom.Index;

/// <summary>What an index can be written as.</summary>
public enum ExportFormat
{
    /// <summary>One Parquet file of all entries with their paths, compressed with zstd.</summary>
    Parquet,

    /// <summary>RFC 4180. Names are raw bytes.</summary>
    Csv,

    /// <summary>A JSON object on each line.</summary>
    JsonLines,

    /// <summary>An SQLite database with tables <c>entries</c> and <c>dirs</c> and indexes.</summary>
    Sqlite,

    /// <summary>What <c>ncdu -f</c> reads.</summary>
    Ncdu,
}
