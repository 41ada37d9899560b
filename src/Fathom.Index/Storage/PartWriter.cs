using System.Globalization;

namespace Fathom.Index;

/// <summary>One thread's connection to DuckDB, which turns the log into parts.</summary>
internal sealed class PartWriter : IDisposable
{
    // A column with more values than this in a row group is written without a dictionary: finding that out early saves time, and delta
    // encoding and zstd make times and inodes smaller than a dictionary would. Measurements: docs/design/0005.
    private const int MaxDictionary = 2048;
    private const int CompressionLevel = 1;

    private readonly IndexFolder _folder;
    private readonly ScanOptions _options;
    private readonly EntrySource _entries;
    private readonly DirectorySource _directories = new();
    private readonly DuckConnection _connection;
    private readonly string _entrySource;
    private readonly string _directorySource;

    /// <param name="number">Tells this writer from the others on the same database.</param>
    internal PartWriter(int number, RowLog log, ScanDatabase database, IndexFolder folder, ScanOptions options)
    {
        _folder = folder;
        _options = options;
        _entries = new EntrySource(log);
        _entrySource = string.Create(CultureInfo.InvariantCulture, $"entry_rows_{number}");
        _directorySource = string.Create(CultureInfo.InvariantCulture, $"directory_rows_{number}");
        _connection = database.Connect();
        try
        {
            _connection.AddSource(_entrySource, IndexFormat.EntryColumns, _entries);
            _connection.AddSource(_directorySource, IndexFormat.DirectoryColumns, _directories);
        }
        catch
        {
            _connection.Dispose();
            throw;
        }
    }

    /// <summary>The options of COPY that write a part.</summary>
    internal static string CopyFormat(bool parquetV1, long rowGroupRows) => string.Create(
        CultureInfo.InvariantCulture,
        $"(FORMAT parquet, PARQUET_VERSION {(parquetV1 ? "V1" : "V2")}, COMPRESSION zstd, COMPRESSION_LEVEL {CompressionLevel}, "
        + $"DICTIONARY_SIZE_LIMIT {MaxDictionary}, ROW_GROUP_SIZE {rowGroupRows}, USE_TMP_FILE false)");

    /// <summary>Writes this writer's share of an epoch, until it ends.</summary>
    /// <param name="name">Gives the name of the next part.</param>
    /// <returns>Null if there were no rows.</returns>
    internal Part? WriteEntries(Epoch epoch, Func<string> name)
    {
        if (!_entries.Begin(epoch))
        {
            return null;
        }

        string file = name();
        long bytes = Copy(_entrySource, file);
        return new Part(file, PartKind.Entries, _entries.Rows, bytes);
    }

    /// <summary>Writes the directories of an epoch.</summary>
    internal Part WriteDirectories(Epoch epoch, string file)
    {
        _directories.Begin(epoch);
        long bytes = Copy(_directorySource, file);
        return new Part(file, PartKind.Directories, epoch.Directories.Count, bytes);
    }

    public void Dispose()
    {
        _entries.Abandon();
        _connection.Dispose();
        _directories.Dispose();
    }

    private long Copy(string source, string file)
    {
        _options.OnStep?.Invoke(ScanStep.PartBegun);
        string format = CopyFormat(_options.ParquetV1, IndexFormat.RowGroupRows);
        _connection.Execute($"COPY (FROM {source}()) TO {SqlText.Literal(_folder.TemporaryOf(file))} {format}");
        long bytes = _folder.SyncPart(file);
        _options.OnStep?.Invoke(ScanStep.PartWritten);
        return bytes;
    }
}
