using System.Text;

namespace Fathom.Index;

/// <summary>A connection: used by one thread at a time, but for <see cref="Interrupt"/>.</summary>
/// <remarks>
/// Errors of DuckDB are <see cref="IndexException"/>s with its message. An exception of a source comes out of the call that ran the
/// statement, unchanged. A streaming result must be read or disposed before the next statement.
/// </remarks>
internal sealed class DuckConnection : IDisposable
{
    private readonly DuckConnectionHandle _handle;
    private readonly DuckSources _sources;
    private readonly Lock _interruptLock = new();
    private bool _isInterrupted;

    internal DuckConnection(DuckConnectionHandle handle, DuckSources sources) => (_handle, _sources) = (handle, sources);

    /// <summary>Runs statements, separated by semicolons.</summary>
    internal void Execute(string sql) => ExecuteChanges(sql);

    /// <summary>Runs statements, separated by semicolons.</summary>
    /// <returns>Rows that they inserted, updated, deleted or copied.</returns>
    internal long ExecuteChanges(string sql)
    {
        int count = Extract(sql, out nint statements);
        try
        {
            long changes = 0;
            for (int i = 0; i < count; i++)
            {
                using DuckStatement statement = Prepare(statements, i);
                changes += statement.Execute();
            }

            return changes;
        }
        finally
        {
            Interop.DuckDb.DestroyExtracted(ref statements);
        }
    }

    /// <summary>Prepares one statement; its parameters are written <c>?</c> or <c>$1</c>.</summary>
    internal DuckStatement Prepare(string sql)
    {
        int count = Extract(sql, out nint statements);
        try
        {
            return count == 1
                ? Prepare(statements, 0)
                : throw new IndexException($"One SQL statement is wanted here, not {count}.");
        }
        finally
        {
            Interop.DuckDb.DestroyExtracted(ref statements);
        }
    }

    /// <summary>Runs one statement whose rows are made while they are read.</summary>
    internal DuckResult Query(string sql)
    {
        using DuckStatement statement = Prepare(sql);
        return statement.Query();
    }

    /// <summary>The first value of the first row as an integer; null if it is NULL or there is no row.</summary>
    internal long? ScalarLong(string sql)
    {
        using DuckResult result = Query(sql);
        return result.Next() is { } chunk && !chunk.IsNull(0, 0) ? chunk.Long(0, 0) : null;
    }

    /// <summary>The first value of the first row, a VARCHAR; null if it is NULL or there is no row.</summary>
    internal string? ScalarText(string sql)
    {
        using DuckResult result = Query(sql);
        return result.Next() is { } chunk && !chunk.IsNull(0, 0) ? Encoding.UTF8.GetString(chunk.Bytes(0, 0)) : null;
    }

    /// <summary>Makes <c>name()</c> a table function of the whole database, whose rows come from <paramref name="source"/>.</summary>
    /// <param name="name">Not the name of another source.</param>
    /// <param name="columns">Of types with a fixed layout; see <see cref="DuckTypeLayout.Size"/>.</param>
    internal void AddSource(string name, IReadOnlyList<DuckColumn> columns, IVectorSource source)
    {
        DuckColumn[] copy = [.. columns];
        foreach (DuckColumn column in copy)
        {
            if (column.Type.Size() == 0)
            {
                throw new ArgumentException($"A source cannot make values of type {column.Type}.", nameof(columns));
            }
        }

        if (!_sources.TryTakeName(name))
        {
            throw new ArgumentException($"The database has a source '{name}' already.", nameof(name));
        }

        if (!SourceFunction.Register(_handle, name, copy, source, _sources))
        {
            throw new IndexException($"DuckDB did not take the table function '{name}'.");
        }
    }

    /// <summary>Ends the running statement, or else the next one, with an <see cref="OperationCanceledException"/>; from any thread.</summary>
    internal void Interrupt()
    {
        // DuckDB forgets an interrupt when a statement starts, so there is a flag, looked at after that. Both are set under
        // one lock: DuckDB's cannot arrive after the flag was taken back, and end a statement too many.
        lock (_interruptLock)
        {
            Volatile.Write(ref _isInterrupted, true); // pairs with TakeInterrupt
            if (!_handle.IsClosed)
            {
                Interop.DuckDb.Interrupt(_handle);
            }
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        lock (_interruptLock)
        {
            _handle.Dispose();
        }
    }

    /// <summary>Throws once for each <see cref="Interrupt"/>.</summary>
    internal void Check()
    {
        if (TakeInterrupt())
        {
            throw new OperationCanceledException("The query was interrupted.");
        }
    }

    /// <summary>Takes back an <see cref="Interrupt"/> that no statement has met.</summary>
    internal void ForgetInterrupt() => TakeInterrupt();

    /// <summary>The exception that an error of DuckDB stands for.</summary>
    internal Exception Failure(string message)
    {
        _sources.ThrowIfIn(message);
        if (message.StartsWith("INTERRUPT Error", StringComparison.Ordinal))
        {
            TakeInterrupt();
            return new OperationCanceledException("The query was interrupted.");
        }

        // DuckDB gives the system's words, not its number.
        bool isDiskFull = message.Contains("No space left on device", StringComparison.Ordinal)
            || message.Contains("Disk quota exceeded", StringComparison.Ordinal);
        return new IndexException(message) { IsDiskFull = isDiskFull };
    }

    private bool TakeInterrupt()
    {
        // Pairs with Interrupt. Without the lock first: this runs for each chunk.
        if (!Volatile.Read(ref _isInterrupted))
        {
            return false;
        }

        lock (_interruptLock)
        {
            Volatile.Write(ref _isInterrupted, false);
            return true;
        }
    }

    private int Extract(string sql, out nint statements)
    {
        int count = Interop.DuckDb.Extract(_handle, sql, out statements, out string? error);
        if (error is not null)
        {
            Interop.DuckDb.DestroyExtracted(ref statements);
            throw Failure(error);
        }

        return count;
    }

    private DuckStatement Prepare(nint statements, int index)
    {
        string? error = Interop.DuckDb.Prepare(_handle, statements, index, out DuckStatementHandle handle);
        if (error is not null)
        {
            handle.Dispose();
            throw Failure(error);
        }

        return new DuckStatement(this, handle);
    }
}
