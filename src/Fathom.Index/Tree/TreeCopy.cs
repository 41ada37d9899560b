using System.Runtime.InteropServices;

namespace Fathom.Index;

// Parts hold rows in the order of the walk, and a tree is asked for directories in an order of its own. One query for each
// would read all parts again each time, so rows are copied once, as they come:
//
//   file   | rows of directory 7 | rows of 3 | rows of 7 | rows of 12 | ...        no name in the file system, private
//   runs   (3, offset, length) (7, ...) (7, ...) (12, ...)                         sorted; 24 bytes a directory
//
// The first queries fetch no more than what waits, so that a listing that ends soon does not pay for the whole. Where
// runs are found they never change: readers look at one view, and take the lock only if it lacks what they need.

/// <summary>Rows of an index by directory, for all readers of a walk.</summary>
internal sealed class TreeCopy : IDisposable
{
    private const int MaxRunLength = 256 * 1024;
    private const int MaxRunRows = 1024;
    private const int WriteLength = 1024 * 1024;

    // After as many queries for what waits, all the rest is copied: each of them may read every part.
    private const int PartialQueries = 2;

    private readonly IndexSession _session;
    private readonly string _indexPath;
    private readonly FileStream _file;
    private readonly Lock _sessionLock;
    private readonly StatMask _wanted;
    private readonly ByteList _buffer = new();
    private volatile View _view = new([], []);
    private int _queries;
    private long _written;

    /// <param name="sessionLock">Held while the session is used: all copies of a tree share it.</param>
    internal TreeCopy(IndexSession session, Lock sessionLock, string indexPath, StatMask wanted, bool isWholeAtOnce)
    {
        _session = session;
        _sessionLock = sessionLock;
        _wanted = wanted;
        _indexPath = indexPath;
        Row = new TreeRow(wanted);
        _queries = isWholeAtOnce ? PartialQueries : 0;
        _file = CreateFile();
    }

    /// <summary>How rows are packed.</summary>
    internal TreeRow Row { get; }

    /// <summary>All rows are there: no query will come any more.</summary>
    internal bool IsWhole => _view.Known is null;

    /// <summary>Makes sure that the rows of directories are there.</summary>
    /// <exception cref="IndexException">A part is damaged, or the copy cannot be written.</exception>
    /// <exception cref="OperationCanceledException">The walk was cancelled meanwhile.</exception>
    internal void Require(IEnumerable<long> directories, CancellationToken cancellation)
    {
        if (IsWhole)
        {
            return;
        }

        lock (_sessionLock)
        {
            if (_view.Known is not { } known)
            {
                return;
            }

            HashSet<long> missing = [.. directories];
            missing.ExceptWith(known);
            if (missing.Count > 0)
            {
                Fetch(known, missing, cancellation);
            }
        }
    }

    /// <summary>Makes sure that all rows are there, and where they are from then on.</summary>
    /// <exception cref="IndexException">A part is damaged, or the copy cannot be written.</exception>
    internal void RequireAll()
    {
        lock (_sessionLock)
        {
            if (_view.Known is { } known)
            {
                _queries = PartialQueries;
                Fetch(known, [], CancellationToken.None);
            }
        }
    }

    /// <summary>The first run of a directory, and how many there are; in the order in which they were stored.</summary>
    internal ReadOnlyMemory<TreeRun> RunsOf(long directory)
    {
        TreeRun[] runs = _view.Runs;
        int first = LowerBound(runs, directory);
        int end = first;
        while (end < runs.Length && runs[end].Directory == directory)
        {
            end++;
        }

        return runs.AsMemory(first, end - first);
    }

    /// <summary>Reads a run.</summary>
    /// <param name="buffer">Made larger if it is too small.</param>
    internal ReadOnlySpan<byte> Read(scoped in TreeRun run, scoped ref byte[] buffer)
    {
        if (buffer.Length < run.Length)
        {
            buffer = new byte[Math.Max(run.Length, 2 * buffer.Length)];
        }

        Span<byte> rows = buffer.AsSpan(0, run.Length);
        for (int done = 0; done < rows.Length;)
        {
            int read = RandomAccess.Read(_file.SafeFileHandle, rows[done..], run.Offset + done);
            done += read > 0 ? read : throw new IndexException($"the copy of index '{_indexPath}' in the folder for temporary files was cut off");
        }

        return rows;
    }

    public void Dispose() => _file.Dispose();

    private void Fetch(HashSet<long> known, HashSet<long> missing, CancellationToken cancellation)
    {
        string where = string.Empty;
        if (_queries < PartialQueries)
        {
            string source = string.Create(System.Globalization.CultureInfo.InvariantCulture, $"wanted_{(int)_wanted}_{_queries}");

            // Rows that nobody read to their end keep a transaction open, which takes a new source with it when it ends.
            _session.Connection.Execute("SELECT 1");
            _session.Connection.AddSource(source, [new("dir_id", DuckType.BigInt)], new LongSource(missing));
            where = $" WHERE dir_id IN (SELECT dir_id FROM {source}())";
        }

        _queries++;
        List<TreeRun> runs = where.Length > 0 ? [.. _view.Runs] : [];
        using (DuckResult rows = _session.Connection.Query($"SELECT {Row.Select} FROM entries{where}"))
        {
            Copy(rows, runs, cancellation);
        }

        TreeRun[] sorted = [.. runs];
        Array.Sort(sorted, static (a, b) => a.Directory != b.Directory ? a.Directory.CompareTo(b.Directory) : a.Offset.CompareTo(b.Offset));
        _view = new View(sorted, where.Length > 0 ? [.. known, .. missing] : null);
    }

    private void Copy(DuckResult rows, List<TreeRun> runs, CancellationToken cancellation)
    {
        TreeNumbers met = new();
        Open open = default;
        _buffer.Clear();
        while (rows.Next() is { } chunk)
        {
            cancellation.ThrowIfCancellationRequested();
            ReadOnlySpan<long> directories = chunk.Column<long>(0);
            ReadOnlySpan<long> subdirectories = chunk.Column<long>(1);
            for (int row = 0; row < directories.Length; row++)
            {
                if (chunk.IsNull(0, row))
                {
                    throw new IndexException($"index '{_indexPath}' is damaged: an entry belongs to no directory");
                }

                if (open.Rows > 0 && (open.Directory != directories[row] || open.Rows == MaxRunRows || _buffer.Length - open.Start > MaxRunLength))
                {
                    Close(ref open, runs);
                }

                open.Directory = directories[row];
                open.Rows++;
                Row.Append(chunk, row, Number(directories[row], subdirectories[row], met), _buffer);
            }
        }

        Close(ref open, runs);
        Flush();
    }

    // A scan gives a directory its number after the one above it, and gives it once. What is otherwise would lead round for ever.
    private static long Number(long directory, long subdirectory, TreeNumbers met) =>
        subdirectory == 0 || (subdirectory > directory && met.Add(subdirectory)) ? subdirectory : TreeRow.Loop;

    private void Close(ref Open open, List<TreeRun> runs)
    {
        if (open.Rows > 0)
        {
            runs.Add(new TreeRun(open.Directory, _written + open.Start, _buffer.Length - open.Start));
        }

        if (_buffer.Length > WriteLength)
        {
            Flush();
        }

        open = new Open { Start = _buffer.Length };
    }

    private void Flush()
    {
        try
        {
            RandomAccess.Write(_file.SafeFileHandle, _buffer.Span(0, _buffer.Length), _written);
        }
        catch (IOException failure)
        {
            throw new IndexException($"cannot write a copy of index '{_indexPath}' into '{Path.GetTempPath()}': {failure.Message}; "
                + "TMPDIR names another folder");
        }

        _written += _buffer.Length;
        _buffer.Clear();
    }

    // Names of files are nobody else's business, and a killed process leaves nothing behind.
    private FileStream CreateFile()
    {
        string path = Path.Combine(Path.GetTempPath(), $"fathom-{Guid.NewGuid():n}");
        FileStreamOptions options = new()
        {
            Mode = FileMode.CreateNew,
            Access = FileAccess.ReadWrite,
            Share = FileShare.Delete,
            BufferSize = 0,
            Options = FileOptions.DeleteOnClose,
        };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        try
        {
            FileStream file = new(path, options);
            if (!OperatingSystem.IsWindows())
            {
                File.Delete(path);
            }

            return file;
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new IndexException($"cannot make a copy of index '{_indexPath}' in '{Path.GetTempPath()}': {failure.Message}; "
                + "TMPDIR names another folder");
        }
    }

    private static int LowerBound(TreeRun[] runs, long directory)
    {
        int low = 0;
        for (int high = runs.Length; low < high;)
        {
            int middle = (low + high) >>> 1;
            if (runs[middle].Directory < directory)
            {
                low = middle + 1;
            }
            else
            {
                high = middle;
            }
        }

        return low;
    }

    // Known: directories whose rows are there; null if all are.
    private sealed record View(TreeRun[] Runs, HashSet<long>? Known);

    [StructLayout(LayoutKind.Auto)]
    private struct Open
    {
        internal long Directory;
        internal int Start;
        internal int Rows;
    }
}
