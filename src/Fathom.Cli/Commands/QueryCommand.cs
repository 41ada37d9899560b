using System.CommandLine;
using System.Text;
using Fathom.Index;

namespace Fathom.Cli;

/// <summary><c>fathom query</c>: SQL over an index.</summary>
internal sealed class QueryCommand
{
    internal const string Name = "fathom query";

    private readonly ResultFormatOption _format = new("parquet");

    private readonly Option<string?> _output = new("--output", "-o") { Description = "write the answer to FILE", HelpName = "FILE" };
    private readonly Option<bool> _overwrite = new("--overwrite") { Description = "replace FILE if it exists" };
    private readonly Option<bool> _interactive = new("--interactive", "-i") { Description = "ask for SQL, statement by statement" };

    private readonly SizeOption _memory = new("--memory-limit", isSigned: false)
    {
        Description = "memory before sorts and joins go to the disk; by default a quarter of the machine's",
    };

    private readonly IntegerOption _threads = new("--threads", 0, 1024, "-j") { Description = "threads; 0 means one per processor" };

    private readonly Argument<string> _index = new("INDEX") { Description = "an index that fathom scan wrote" };

    private readonly Argument<string?> _sql = new("SQL")
    {
        Description = "one statement; by default, or as -, it is read from standard input",
        Arity = ArgumentArity.ZeroOrOne,
    };

    internal static Command Create() => new QueryCommand().Build();

    private DocumentedCommand Build()
    {
        DocumentedCommand command = new("query", "Ask an index in SQL")
        {
            Options = { _format, _output, _overwrite, _interactive, _memory, _threads },
            Arguments = { _index, _sql },
            Examples =
            {
                new("fathom query srv.fathom 'SELECT extension, count(*), human(sum(size)) FROM entries GROUP BY 1 ORDER BY sum(size) DESC LIMIT 10'",
                    "what kinds of files take the space"),
                new("fathom query srv.fathom \"FROM dirs WHERE path = '/srv/www'\" --format jsonl", "totals of one subtree, for programs"),
                new("fathom query srv.fathom \"SELECT path, size FROM entries WHERE dir_id IN (FROM under('/srv/www'))\" --format parquet -o www.parquet",
                    "one subtree for another tool"),
                new("fathom query srv.fathom -i", "a prompt with history"),
            },
            Notes =
            {
                "Views: entries, dirs and errors; fathom schema shows their columns. Functions: under(PATH) has the dir_id of a directory and of all below it, "
                    + "human(BYTES) prints sizes as du -h does, days(TIME) counts the days since. The SQL is DuckDB's.",
                "The SQL may come from anybody: it reads the index and no other file, writes nothing but tables in memory, and changes no setting.",
                "Bytes (name_raw, path_raw, target_raw) are \\xNN in tables and in CSV, as DuckDB reads and writes them, and base64 in JSON under KEY_b64. "
                    + "Digests are hexadecimal. Times are UTC; tables leave out fractions of a second, and cut texts to the width of a terminal.",
            },
        };
        command.SetAction(Run);
        return command;
    }

    private int Run(ParseResult result)
    {
        string? sql = result.GetValue(_sql);
        bool isPrompt = result.GetValue(_interactive);
        string? file = result.GetValue(_output);
        ResultFormat? format = _format.Resolve(result);
        if (isPrompt && (sql is not null || file is not null || format is null))
        {
            throw new UsageException("-i takes no SQL, no -o and no --format parquet");
        }

        if (format is null && file is null && Terminal.StandardOutput.IsTerminal)
        {
            throw new UsageException("Parquet is no text: give -o FILE, or redirect the output");
        }

        SessionOptions options = new() { MemoryLimitBytes = result.GetValue(_memory) ?? 0, Threads = (int)(result.GetValue(_threads) ?? 0) };
        using SavedIndex index = SavedIndex.Open(result.GetValue(_index)!);
        if (!index.Summary.IsFinished)
        {
            new Message(Name).Write($"the scan of {NameEscaper.Quote(index.Path)} has not ended: totals of subtrees are missing");
        }

        if (isPrompt)
        {
            return new QueryPrompt(index, options, format!.Value).Run();
        }

        string text = sql is null or "-" ? ReadInput(sql) : sql;
        using Interruption interruption = new(Name, "the answer is not complete");
        if (format is null)
        {
            WriteParquet(index, options, text, file is null ? null : new OutputFile(file, result.GetValue(_overwrite)), interruption.Token);
        }
        else
        {
            WriteText(index, options, text, format.Value, file is null ? null : new OutputFile(file, result.GetValue(_overwrite)), interruption.Token);
        }

        return ExitCode.Done;
    }

    private static string ReadInput(string? argument)
    {
        if (argument is null && Interop.IsTerminal(0))
        {
            throw new UsageException("missing SQL: give it, pipe it, or use -i");
        }

        return Encoding.UTF8.GetString(InputFile.ReadAll("-"));
    }

    private static void WriteText(
        SavedIndex index, SessionOptions options, string sql, ResultFormat format, OutputFile? file, CancellationToken cancellation)
    {
        using OutputFile? target = file;
        using IndexQuery query = IndexQuery.Open(index, options);
        using QueryRows rows = query.Run(sql, cancellation);

        // After the query was found right: what is wrong leaves no file.
        using (StandardOutput output = target?.Open() ?? new StandardOutput())
        {
            QueryPrinter.Print(rows, format, output, target is null ? ResultStyle.Default : new ResultStyle());
        }

        target?.Commit();
    }

    private static void WriteParquet(SavedIndex index, SessionOptions options, string sql, OutputFile? file, CancellationToken cancellation)
    {
        // A Parquet file begins with what is known only at its end, so a pipe gets it when it is complete.
        string? folder = file is null ? Directory.CreateTempSubdirectory("fathom-query-").FullName : null;
        try
        {
            using OutputFile target = file ?? new OutputFile(Path.Combine(folder!, "answer.parquet"), overwrites: true);
            using IndexQuery query = IndexQuery.Open(index, options, target.TemporaryPath);
            query.WriteParquet(sql, cancellation);
            if (file is not null)
            {
                target.Commit();
                return;
            }

            using StandardOutput output = new();
            using FileStream stream = File.OpenRead(target.TemporaryPath);
            for (int read = stream.Read(output.GetSpan(1)); read > 0; read = stream.Read(output.GetSpan(1)))
            {
                output.Advance(read);
            }
        }
        finally
        {
            if (folder is not null)
            {
                Directory.Delete(folder, recursive: true);
            }
        }
    }
}
