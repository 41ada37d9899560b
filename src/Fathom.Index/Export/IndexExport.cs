namespace Fathom.Index;

/// <summary>Writes an index in formats of others. One export at a time.</summary>
/// <param name="index">Stays the caller's, and open.</param>
public sealed class IndexExport(SavedIndex index, ExportOptions options)
{
    private long _rows;

    /// <summary>Entries written so far; any thread may ask. Stays 0 for Parquet, which DuckDB writes by itself.</summary>
    public long Rows => Volatile.Read(ref _rows); // pairs with Count

    /// <summary>Writes a file under a temporary name beside it, and gives it its name once it is on the disk.</summary>
    /// <param name="overwrite">Replaces a file of that name.</param>
    /// <exception cref="IndexException">The file exists, cannot be written, or the disk is full; nothing is left of it.</exception>
    /// <exception cref="OperationCanceledException">It was interrupted; nothing is left of it.</exception>
    public void WriteFile(ExportFormat format, string path, bool overwrite, CancellationToken cancellation = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        if (Directory.Exists(path) || (!overwrite && File.Exists(path)))
        {
            throw new IndexException(Directory.Exists(path)
                ? $"cannot write '{path}': it is a folder"
                : $"'{path}' exists: --overwrite replaces it");
        }

        string temporary = path + ".tmp";
        try
        {
            using (ReserveName(temporary))
            {
            }

            WriteTemporary(format, temporary, cancellation);
            Sync(temporary);
            File.Move(temporary, path, overwrite);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new IndexException($"cannot write '{path}': {failure.Message}") { IsDiskFull = IsDiskFull(failure) };
        }
        finally
        {
            File.Delete(temporary);
            File.Delete(temporary + "-journal");
        }
    }

    /// <summary>Writes to a stream. SQLite and Parquet need a file.</summary>
    /// <param name="output">Stays the caller's, and is flushed.</param>
    public void WriteStream(ExportFormat format, Stream output, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(output);
        if (format is ExportFormat.Sqlite or ExportFormat.Parquet)
        {
            throw new ArgumentException($"{format} cannot be written to a stream.", nameof(format));
        }

        using IndexSession session = IndexSession.Open(index, options.Session);
        using CancellationTokenRegistration registration = cancellation.Register(session.Connection.Interrupt);
        ExportSql sql = ExportSql.Open(session.Connection, index, options.Below);
        RowText text = new(output);
        switch (format)
        {
            case ExportFormat.Csv:
                CsvExport.WriteHeader(text);
                Write(session.Connection, sql.Entries(CsvExport.Columns), text, (chunk, row) => CsvExport.Write(chunk, row, text));
                break;
            case ExportFormat.JsonLines:
                using (JsonExport json = new(text))
                {
                    Write(session.Connection, sql.Entries(JsonExport.Columns), text, json.Write);
                }

                break;
            default:
                WriteNcdu(session.Connection, sql, text);
                break;
        }

        text.Flush();
        output.Flush();
    }

    private static FileStream ReserveName(string path) => new(path, FileMode.Create, FileAccess.Write, FileShare.None, bufferSize: 0);

    private static void Sync(string path)
    {
        Errno errno = Interop.Sync(path);
        if (errno != Errno.None)
        {
            throw new IOException(errno.Describe());
        }
    }

    // ENOSPC and EDQUOT, as .NET carries them.
    private static bool IsDiskFull(Exception failure) => failure.HResult is 28 or 122;

    private void WriteTemporary(ExportFormat format, string path, CancellationToken cancellation)
    {
        if (format is not (ExportFormat.Sqlite or ExportFormat.Parquet))
        {
            using FileStream file = new(path, FileMode.Create, FileAccess.Write, FileShare.Read, bufferSize: 0);
            WriteStream(format, file, cancellation);
            return;
        }

        using IndexSession session = IndexSession.Open(index, options.Session);
        using CancellationTokenRegistration registration = cancellation.Register(session.Connection.Interrupt);
        ExportSql sql = ExportSql.Open(session.Connection, index, options.Below);
        if (format == ExportFormat.Sqlite)
        {
            SqliteExport.Write(path, session.Connection, sql, Count);
            cancellation.ThrowIfCancellationRequested();
            return;
        }

        session.Connection.Execute($"COPY ({sql.Entries(ExportSql.EntryColumns)}) TO {SqlText.Literal(Path.GetFullPath(path))} "
            + PartWriter.CopyFormat(parquetV1: false, IndexFormat.RowGroupRows));
    }

    private void Write(DuckConnection connection, string query, RowText output, Action<DuckChunk, int> write)
    {
        using DuckResult rows = connection.Query(query);
        while (rows.Next() is { } chunk)
        {
            for (int row = 0; row < chunk.Count; row++)
            {
                write(chunk, row);
                output.EndRow();
            }

            Count(chunk.Count);
        }
    }

    private void WriteNcdu(DuckConnection connection, ExportSql sql, RowText output)
    {
        ScanSummary summary = index.Summary;
        if (!summary.IsFinished)
        {
            throw new IndexException($"index '{index.Path}' is not finished, and ncdu needs whole trees: fathom scan --resume -o '{index.Path}' finishes it");
        }

        if (summary.Roots.Count > 1 && options.Below.Length == 0)
        {
            throw new IndexException($"ncdu shows one root and index '{index.Path}' has {summary.Roots.Count}: --under chooses one");
        }

        byte[] root = sql.RootPath ?? summary.Roots[0];
        NcduExport ncdu = new(output, options.Program, root);
        ncdu.WriteHeader(DateTimeOffset.UtcNow);
        connection.Execute("CREATE TEMP TABLE unread(path BLOB)");
        index.ReadErrors(error => connection.Execute($"INSERT INTO unread VALUES (unhex('{Convert.ToHexString(error.Path)}'))"));
        const string Unread = "kind = 0 AND subdir_id IN (SELECT d.dir_id FROM dirs d JOIN unread u ON u.path = coalesce(d.path_raw, encode(d.path)))";
        Write(connection, sql.Tree(NcduExport.Columns(Unread)), output, ncdu.Write);
        ncdu.WriteEnd();
    }

    private void Count(long rows) => Volatile.Write(ref _rows, _rows + rows); // pairs with Rows
}
