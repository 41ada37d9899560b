using System.Globalization;

namespace Fathom.Index;

/// <summary>Says what of an index can be read, and what is wrong with the rest.</summary>
public sealed class IndexCheck
{
    private readonly string _path;
    private readonly IndexFolder _folder;
    private readonly bool _isDeep;
    private readonly List<IndexCheckItem> _items = [];

    private IndexCheck(string path, bool isDeep) => (_path, _folder, _isDeep) = (path, new IndexFolder(path), isDeep);

    /// <summary>Checks an index.</summary>
    /// <param name="path">The folder of the index.</param>
    /// <param name="isDeep">Reads every value of every part, which takes as long as reading the files.</param>
    /// <exception cref="IndexException">There is no such folder, or it is no index.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled, between two files.</exception>
    public static IndexCheckReport Run(string path, bool isDeep = false, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(path);
        return new IndexCheck(Path.TrimEndingDirectorySeparator(path), isDeep).Run(cancellation);
    }

    private IndexCheckReport Run(CancellationToken cancellation)
    {
        List<string> files = FindFiles();
        if (files.Count == 0 && !File.Exists(_folder.Of(IndexFormat.CatalogName)))
        {
            throw new IndexException(Directory.Exists(_path)
                ? $"'{_path}' is no index: it has neither a {IndexFormat.CatalogName} nor parts"
                : $"cannot open index '{_path}': no such folder");
        }

        using SavedIndex? index = OpenCatalog();
        IReadOnlyList<Part> parts = index?.Parts ?? [.. files.Where(IsPart).Select(static file => new Part(file, KindOf(file), -1, -1))];
        foreach (Part part in parts)
        {
            cancellation.ThrowIfCancellationRequested();
            Check(part);
        }

        if (index is not null && _items.TrueForAll(static item => item.Problem.Length == 0))
        {
            CheckTotals(index);
        }

        HashSet<string> known = [.. parts.Select(static part => part.File)];
        return new IndexCheckReport
        {
            Items = _items,
            Strays = [.. files.Where(file => !known.Contains(file))],
            IsFinished = index?.Summary.IsFinished ?? false,
        };
    }

    private List<string> FindFiles()
    {
        List<string> files = [];
        foreach (string folder in (string[])[IndexFormat.EntriesFolder, IndexFormat.DirectoriesFolder])
        {
            if (Directory.Exists(_folder.Of(folder)))
            {
                files.AddRange(Directory.EnumerateFiles(_folder.Of(folder)).Select(file => $"{folder}/{Path.GetFileName(file)}"));
            }
        }

        files.Sort(StringComparer.Ordinal);
        return files;
    }

    private static bool IsPart(string file) => file.EndsWith(IndexFormat.PartSuffix, StringComparison.Ordinal);

    private static PartKind KindOf(string file) =>
        file.StartsWith(IndexFormat.EntriesFolder, StringComparison.Ordinal) ? PartKind.Entries
        : file == IndexFormat.RollupPart ? PartKind.Rollups : PartKind.Directories;

    private SavedIndex? OpenCatalog()
    {
        SavedIndex? index = null;
        string problem = Guard(() =>
        {
            index = SavedIndex.Open(_path);
            string integrity = index.Catalog.CheckIntegrity();
            return integrity == "ok" ? string.Empty : integrity;
        });
        _items.Add(new IndexCheckItem(IndexFormat.CatalogName, problem, 0));
        if (problem.Length > 0)
        {
            index?.Dispose();
            return null;
        }

        return index;
    }

    private void Check(Part part)
    {
        long rows = 0;
        string problem = Guard(() => Check(part, out rows));
        _items.Add(new IndexCheckItem(part.File, problem, rows));
    }

    private string Check(Part part, out long rows)
    {
        rows = 0;
        string path = _folder.Of(part.File);
        FileInfo file = new(path);
        if (!file.Exists)
        {
            return Directory.Exists(path) ? "it is a directory, and no file" : "it is missing";
        }

        if (part.Bytes >= 0 && file.Length != part.Bytes)
        {
            return string.Create(CultureInfo.InvariantCulture, $"it has {file.Length} bytes, and the catalog says {part.Bytes}");
        }

        // A defect that DuckDB finds in itself makes all of its database unusable, so each part has its own.
        using DuckDatabase database = DuckDatabase.Open(new DuckOptions());
        using DuckConnection connection = database.Connect();
        string literal = SqlText.Literal(path);
        long found = connection.ScalarLong($"SELECT num_rows FROM parquet_file_metadata({literal})") ?? 0;
        if (part.Rows >= 0 && found != part.Rows)
        {
            return string.Create(CultureInfo.InvariantCulture, $"it has {found} rows, and the catalog says {part.Rows}");
        }

        string columns = string.Join(", ", ColumnsOf(part.Kind).Select(static column => SqlText.Identifier(column.Name)));
        string sample = _isDeep ? string.Empty : " LIMIT 1";
        connection.ScalarLong($"SELECT count(h) FROM (SELECT hash({columns}) AS h FROM read_parquet({literal}){sample})");
        rows = found;
        return string.Empty;
    }

    private static DuckColumn[] ColumnsOf(PartKind kind) => kind switch
    {
        PartKind.Entries => IndexFormat.EntryColumns,
        PartKind.Rollups => IndexFormat.RollupColumns,
        _ => IndexFormat.DirectoryColumns,
    };

    // What each file says must fit to what the others say.
    private void CheckTotals(SavedIndex index)
    {
        if (index.Parts.Any(static part => part.Kind == PartKind.Rollups))
        {
            _items.Add(new IndexCheckItem("totals", Guard(() => CheckRollups(index)), 0));
        }
    }

    private string CheckRollups(SavedIndex index)
    {
        using IndexSession session = IndexSession.Open(index);
        long wrong = session.Connection.ScalarLong(
            "SELECT count(*) FROM dirs WHERE (pre >= 0 AND pre_end > pre AND pre_end <= (SELECT count(*) FROM dirs)) IS NOT TRUE") ?? 0;
        long repeated = session.Connection.ScalarLong("SELECT count(*) - count(DISTINCT pre) FROM dirs") ?? 0;
        if (wrong + repeated > 0)
        {
            return $"the intervals of directories in {IndexFormat.RollupPart} contradict each other";
        }

        long own = session.Connection.ScalarLong("SELECT sum(own_size) FROM dirs") ?? 0;
        long top = session.Connection.ScalarLong("SELECT sum(size) FROM dirs WHERE depth = 0") ?? 0;
        long alone = session.Connection.ScalarLong("SELECT sum(size) FROM entries WHERE dir_id = 0 AND subdir_id IS NULL") ?? 0;
        if (own != top || top + alone != index.Summary.Size)
        {
            return string.Create(
                CultureInfo.InvariantCulture,
                $"directories hold {own} bytes, roots say {top + alone}, and the catalog says {index.Summary.Size}");
        }

        long astray = _isDeep
            ? session.Connection.ScalarLong("SELECT count(*) FROM entries WHERE dir_id <> 0 AND dir_id NOT IN (SELECT dir_id FROM dirs)") ?? 0
            : 0;
        return astray == 0 ? string.Empty : string.Create(CultureInfo.InvariantCulture, $"{astray} entries belong to no directory of this index");
    }

    // Damage is what a check is made for: it is an answer, and no failure.
    private static string Guard(Func<string> check)
    {
        try
        {
            return check();
        }
        catch (Exception failure) when (failure is IndexException or IOException or UnauthorizedAccessException or OverflowException or ArgumentException)
        {
            return failure.Message.ReplaceLineEndings(" ");
        }
    }
}
