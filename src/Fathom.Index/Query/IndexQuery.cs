using System.Buffers;
using System.Text;

namespace Fathom.Index;

/// <summary>SQL over one index: views <c>entries</c> and <c>dirs</c>, table <c>errors</c>, and functions <c>under</c>, <c>human</c> and <c>days</c>.</summary>
/// <remarks>
/// The SQL may come from anybody. It reads the parts of the index and no other file, writes none, and changes no setting; see <see cref="QueryGuard"/>.
/// Tables and views that it makes live in memory until <see cref="Dispose"/>. One thread at a time.
/// </remarks>
public sealed class IndexQuery : IDisposable
{
    private const string Stored = "stored";

    private readonly SavedIndex _index;
    private readonly IndexSession _session;
    private readonly QueryGuard _guard;
    private readonly string? _exportPath;
    private bool _hasPaths;
    private bool _hasErrors;

    private IndexQuery(SavedIndex index, IndexSession session, string? exportPath)
    {
        _index = index;
        _session = session;
        _exportPath = exportPath;
        _guard = new QueryGuard(session.Connection);
        session.Connection.Execute($"CREATE SCHEMA {Stored}");
        session.Add(index, Stored + ".");
        session.Connection.Execute($"""
            CREATE VIEW entries AS FROM {Stored}.entries;
            CREATE VIEW dirs AS FROM {Stored}.dirs;
            CREATE TABLE errors(path VARCHAR, path_raw BLOB, stage VARCHAR, errno INTEGER, message VARCHAR);
            """);
        session.Connection.Execute(QueryMacros.Sql);
        Lock();
    }

    /// <summary>Opens an index for questions.</summary>
    /// <param name="index">Stays the caller's, and open.</param>
    /// <param name="exportPath">The file that <see cref="WriteParquet"/> may write; null for none.</param>
    /// <exception cref="IndexException">A part is missing or damaged, or DuckDB is missing.</exception>
    public static IndexQuery Open(SavedIndex index, SessionOptions? options = null, string? exportPath = null)
    {
        ArgumentNullException.ThrowIfNull(index);
        IndexSession session = IndexSession.OpenEmpty(options ?? SessionOptions.Default);
        try
        {
            return new IndexQuery(index, session, exportPath);
        }
        catch
        {
            session.Dispose();
            throw;
        }
    }

    /// <summary>Whether a text that is typed line by line ends with a semicolon, outside of strings and comments.</summary>
    public static bool IsComplete(string sql)
    {
        ArgumentNullException.ThrowIfNull(sql);
        return SqlTokens.Read(sql) is [.., { Kind: SqlTokenKind.Symbol, Text: ";" }];
    }

    /// <summary>Runs one statement.</summary>
    /// <param name="cancellation">Ends it, also while rows are read.</param>
    /// <exception cref="IndexException">It is wrong, or refused.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public QueryRows Run(string sql, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(sql);
        cancellation.ThrowIfCancellationRequested();
        CancellationTokenRegistration registration = cancellation.Register(_session.Connection.Interrupt);
        try
        {
            using DuckStatement prepared = Prepare(sql, out string trimmed);
            DuckColumn[] columns = prepared.GetColumns();
            bool isDirect = Array.TrueForAll(columns, static column => QueryTypes.IsDirect(column.Type));
            if (!isDirect && prepared.Kind != DuckStatementKind.Select)
            {
                throw new IndexException("the statement returns values of a type that cannot be shown: cast them to VARCHAR in RETURNING");
            }

            DuckResult result = isDirect ? prepared.Query() : _session.Connection.Query(QueryTypes.Wrap(trimmed, columns));
            return new QueryRows(
                result,
                Array.ConvertAll(columns, static column => new QueryColumn(column.Name, QueryTypes.KindOf(column.Type))),
                prepared.Kind is not (DuckStatementKind.Create or DuckStatementKind.CreateFunction or DuckStatementKind.Drop),
                () => EndInterrupts(registration));
        }
        catch
        {
            EndInterrupts(registration);
            throw;
        }
    }

    /// <summary>Runs one SELECT and writes its rows, with their types, into the file that was named when this was opened.</summary>
    /// <returns>Rows written.</returns>
    public long WriteParquet(string sql, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(sql);
        string path = _exportPath ?? throw new InvalidOperationException("No file to write was named when the query was opened.");
        cancellation.ThrowIfCancellationRequested();
        CancellationTokenRegistration registration = cancellation.Register(_session.Connection.Interrupt);
        try
        {
            string trimmed;
            using (DuckStatement prepared = Prepare(sql, out trimmed))
            {
                if (prepared.Kind != DuckStatementKind.Select)
                {
                    throw new IndexException("only rows of a SELECT can be written as Parquet");
                }
            }

            // The statement of the user becomes a view by itself. COPY, which writes, is text of this program alone.
            using (DuckStatement view = _session.Connection.Prepare($"CREATE OR REPLACE TEMP VIEW fathom_answer AS SELECT * FROM (\n{trimmed}\n)"))
            {
                view.Execute();
            }

            return _session.Connection.ExecuteChanges(
                $"COPY (FROM fathom_answer) TO {SqlText.Literal(path)} (FORMAT parquet, COMPRESSION zstd, USE_TMP_FILE false)");
        }
        finally
        {
            EndInterrupts(registration);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _session.Dispose();

    private void Lock()
    {
        IEnumerable<string> files = _index.Parts.Select(part => _index.Folder.Of(part.File));
        if (_exportPath is not null)
        {
            files = files.Append(_exportPath);
        }

        _session.Connection.Execute($"""
            SET TimeZone = 'UTC';
            SET allow_persistent_secrets = false;
            SET allowed_paths = {SqlText.Literals(files)};
            SET enable_external_access = false;
            SET lock_configuration = true;
            """);
    }

    private DuckStatement Prepare(string sql, out string trimmed)
    {
        List<SqlToken> tokens = SqlTokens.Read(sql);
        _guard.Check(tokens);
        trimmed = SqlTokens.Trim(sql, tokens);
        if (tokens.Exists(static token => token.IsName && token.Text.Equals("errors", StringComparison.OrdinalIgnoreCase)))
        {
            LoadErrors();
        }

        int explained = QueryGuard.FindExplained(tokens);
        if (explained > 0)
        {
            using DuckStatement inner = Prepare(sql[explained..], out _);
        }

        if (EntriesView.NeedsPath(tokens))
        {
            UsePaths(true);
            return PrepareAllowed(trimmed);
        }

        UsePaths(false);
        try
        {
            return PrepareAllowed(trimmed);
        }
        catch (IndexException)
        {
            UsePaths(true);
            return PrepareAllowed(trimmed);
        }
    }

    private DuckStatement PrepareAllowed(string sql)
    {
        DuckStatement statement = _session.Connection.Prepare(sql);
        try
        {
            return !QueryGuard.Allows(statement.Kind) ? throw QueryGuard.Refusal(statement.Kind.ToString().ToUpperInvariant())
                : statement.ParameterCount > 0 ? throw new IndexException("the SQL has a parameter ('?' or '$1'), and there is no value for it")
                : statement;
        }
        catch
        {
            statement.Dispose();
            throw;
        }
    }

    private void UsePaths(bool wanted)
    {
        if (wanted != _hasPaths)
        {
            _session.Connection.Execute($"CREATE OR REPLACE VIEW entries AS FROM {Stored}.{(wanted ? "entries_with_path" : "entries")}");
            _hasPaths = wanted;
        }
    }

    private void LoadErrors()
    {
        if (_hasErrors)
        {
            return;
        }

        _hasErrors = true;
        _session.Connection.Execute("BEGIN");
        using (DuckStatement insert = _session.Connection.Prepare("INSERT INTO errors VALUES (?, ?, ?, ?, ?)"))
        {
            _index.ReadErrors(error => AddError(insert, error));
        }

        _session.Connection.Execute("COMMIT");
    }

    private static void AddError(DuckStatement insert, ScanError error)
    {
        byte[] readable = ArrayPool<byte>.Shared.Rent(ReadableText.MaxLength(error.Path.Length));
        try
        {
            insert.Bind(1, readable.AsSpan(0, ReadableText.Write(error.Path, readable)));
            if (ReadableText.IsExact(error.Path))
            {
                insert.BindNull(2);
            }
            else
            {
                insert.BindBlob(2, error.Path);
            }

            insert.Bind(3, Encoding.UTF8.GetBytes(error.Stage));
            insert.Bind(4, error.Errno);
            insert.Bind(5, Encoding.UTF8.GetBytes(error.Message));
            insert.Execute();
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(readable);
        }
    }

    // After the registration is gone no interrupt can come; one that came too late must not end the next statement.
    private void EndInterrupts(CancellationTokenRegistration registration)
    {
        registration.Dispose();
        _session.Connection.ForgetInterrupt();
    }
}
