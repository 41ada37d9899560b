using System.Globalization;

namespace Fathom.Index;

/// <summary>One thread's DuckDB, which turns the log into parts. It opens while the walk has begun already.</summary>
internal sealed class PartWriter : IDisposable
{
    private readonly RowLog _log;
    private readonly IndexFolder _folder;
    private readonly string _format;
    private readonly EntrySource _entries;
    private readonly DirectorySource _directories = new();
    private readonly DuckDatabase _database;
    private readonly DuckConnection _connection;

    internal PartWriter(RowLog log, IndexFolder folder, bool parquetV1)
    {
        _log = log;
        _folder = folder;
        _format = CopyFormat(parquetV1, IndexFormat.RowGroupRows);
        _entries = new EntrySource(log);
        _database = DuckDatabase.Open(new DuckOptions { Threads = 1 });
        try
        {
            _connection = _database.Connect();
            _connection.AddSource("entry_rows", IndexFormat.EntryColumns, _entries);
            _connection.AddSource("directory_rows", IndexFormat.DirectoryColumns, _directories);
        }
        catch
        {
            _database.Dispose();
            throw;
        }
    }

    /// <summary>The options of COPY that write a part.</summary>
    internal static string CopyFormat(bool parquetV1, long rowGroupRows) => string.Create(
        CultureInfo.InvariantCulture,
        $"(FORMAT parquet, PARQUET_VERSION {(parquetV1 ? "V1" : "V2")}, COMPRESSION zstd, ROW_GROUP_SIZE {rowGroupRows}, USE_TMP_FILE false)");

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
        Copy("entry_rows", file);
        return new Part(file, PartKind.Entries, _entries.Rows, _folder.SyncPart(file));
    }

    /// <summary>Writes the directories of an epoch.</summary>
    internal Part WriteDirectories(Epoch epoch, string file)
    {
        _directories.Begin(epoch);
        Copy("directory_rows", file);
        return new Part(file, PartKind.Directories, epoch.Directories.Count, _folder.SyncPart(file));
    }

    public void Dispose()
    {
        _entries.Abandon();
        _connection.Dispose();
        _database.Dispose();
        _directories.Dispose();
    }

    private void Copy(string source, string file) =>
        _connection.Execute($"COPY (FROM {source}()) TO {SqlText.Literal(_folder.TemporaryOf(file))} {_format}");
}
