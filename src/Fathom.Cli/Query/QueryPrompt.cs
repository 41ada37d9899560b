using System.Runtime.InteropServices;
using Fathom.Index;

namespace Fathom.Cli;

/// <summary><c>fathom query -i</c>: statements, which may take several lines and end with a semicolon, and commands that begin with a dot.</summary>
internal sealed class QueryPrompt(SavedIndex index, SessionOptions options, ResultFormat format)
{
    private const string Help = """
        SQL ends with a semicolon and may take several lines.
        .tables   views and tables        .schema   columns and what they mean
        .help     this text               .quit     leave, as Ctrl-D does
        Ctrl-C throws away what was typed, or ends the query that runs. Arrow keys edit and recall lines.

        """;

    private readonly Message _message = new(QueryCommand.Name);
    private Action? _cancel; // what Ctrl-C does; null while nothing runs
    private bool _hasFailed;

    internal int Run()
    {
        LineReader reader = new(new QueryHistory(Interop.IsTerminal(0) ? QueryHistory.DefaultFile(Environment.GetEnvironmentVariable) : null));
        using IndexQuery query = IndexQuery.Open(index, options);
        using PosixSignalRegistration signal = PosixSignalRegistration.Create(PosixSignal.SIGINT, OnSignal);
        if (reader.IsTerminal)
        {
            StandardError.Shared.WriteLine(".help shows what can be typed");
        }

        string sql = "";
        while (true)
        {
            EditResult result = reader.Read(sql.Length == 0 ? "fathom> " : "   ...> ", out string line);
            if (result == EditResult.Ended)
            {
                break;
            }

            if (result == EditResult.Cancelled)
            {
                sql = "";
            }
            else if (sql.Length == 0 && line.StartsWith('.'))
            {
                if (!RunCommand(query, line.Trim()))
                {
                    return Leave(reader);
                }
            }
            else
            {
                sql = RunIfComplete(query, $"{sql}{line}\n");
            }
        }

        // The last statement of a pipe needs no semicolon.
        if (!reader.IsTerminal && sql.Trim().Length > 0)
        {
            RunSql(query, sql);
        }

        return Leave(reader);
    }

    // At a terminal a mistake was seen and mended; a script must know.
    private int Leave(LineReader reader) => _hasFailed && !reader.IsTerminal ? ExitCode.DoneWithErrors : ExitCode.Done;

    private string RunIfComplete(IndexQuery query, string sql)
    {
        if (string.IsNullOrWhiteSpace(sql))
        {
            return "";
        }

        if (!IndexQuery.IsComplete(sql))
        {
            return sql;
        }

        RunSql(query, sql);
        return "";
    }

    private bool RunCommand(IndexQuery query, string command)
    {
        switch (command)
        {
            case ".quit" or ".exit":
                return false;
            case ".tables":
                RunSql(query, "SHOW TABLES");
                break;
            case ".schema":
                using (StandardOutput output = new())
                {
                    SchemaPrinter.Print(IndexSchema.Columns, format, output);
                }

                break;
            case ".help":
                StandardError.Shared.WriteLine(Help.TrimEnd('\n'));
                break;
            default:
                _hasFailed = true;
                _message.Write($"unknown command {NameEscaper.Quote(command)}: .help shows what can be typed");
                break;
        }

        return true;
    }

    private void RunSql(IndexQuery query, string sql)
    {
        using CancellationTokenSource cancellation = new();
        Volatile.Write(ref _cancel, cancellation.Cancel); // Pairs with OnSignal.
        try
        {
            using QueryRows rows = query.Run(sql, cancellation.Token);
            using StandardOutput output = new();
            QueryPrinter.Print(rows, format, output, ResultStyle.Default);
        }
        catch (IndexException failure)
        {
            _hasFailed = true;
            _message.Write(failure.Message);
        }
        catch (OperationCanceledException)
        {
            _hasFailed = true;
            _message.Write("cancelled");
        }
        finally
        {
            Volatile.Write(ref _cancel, null); // Pairs with OnSignal.
        }
    }

    private void OnSignal(PosixSignalContext context)
    {
        context.Cancel = true;
        try
        {
            Volatile.Read(ref _cancel)?.Invoke(); // Pairs with RunSql.
        }
        catch (ObjectDisposedException)
        {
            // The query ended at the same moment.
        }
    }
}
