namespace Fathom.Index;

/// <summary>The one DuckDB of a scan: opened by the first part writer, while the walk has begun already. With one thread of its own, each connection
/// works on the thread that calls it.</summary>
internal sealed class ScanDatabase : IDisposable
{
    private readonly Lazy<DuckDatabase> _database;

    internal ScanDatabase() => _database = new(() => DuckDatabase.Open(new DuckOptions { Threads = 1 }));

    /// <summary>Opens a connection. Any thread.</summary>
    internal DuckConnection Connect() => _database.Value.Connect();

    public void Dispose()
    {
        if (_database.IsValueCreated)
        {
            _database.Value.Dispose();
        }
    }
}
