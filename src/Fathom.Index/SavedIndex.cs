namespace Fathom.Index;

/// <summary>An index that was written earlier, opened for reading. It may belong to a scan that is still running.</summary>
public sealed class SavedIndex : IDisposable
{
    private readonly Catalog _catalog;

    private SavedIndex(string path, Catalog catalog)
    {
        Path = path;
        _catalog = catalog;
        Folder = new IndexFolder(path);
        Parts = catalog.GetParts();
        Summary = IndexScan.Summarize(catalog);
    }

    /// <summary>The folder, as given.</summary>
    public string Path { get; }

    /// <summary>What it holds.</summary>
    public ScanSummary Summary { get; }

    /// <summary>What the scan was asked for (<see cref="ScanOptions.Recorded"/>), in the order of the names.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> Recorded => _catalog.GetAll(CatalogKeys.OptionPrefix);

    /// <summary>It has entries of directories alone.</summary>
    internal bool HasDirectoriesOnly => _catalog.GetText(CatalogKeys.OptionPrefix + "--dirs-only") == "on";

    internal IndexFolder Folder { get; }

    internal IReadOnlyList<Part> Parts { get; }

    internal Catalog Catalog => _catalog;

    /// <summary>A path that names an index: a folder with a catalog.</summary>
    public static bool IsIndex(string path) => File.Exists(System.IO.Path.Combine(path, IndexFormat.CatalogName));

    /// <summary>Opens an index.</summary>
    /// <exception cref="IndexException">It is missing, damaged, or of another format.</exception>
    public static SavedIndex Open(string path)
    {
        ArgumentNullException.ThrowIfNull(path);
        string folder = System.IO.Path.TrimEndingDirectorySeparator(path);
        return new SavedIndex(folder, Catalog.Open(folder, readOnly: true));
    }

    /// <summary>Calls <paramref name="found"/> for each error of the walk, in the order of paths.</summary>
    public void ReadErrors(Action<ScanError> found)
    {
        ArgumentNullException.ThrowIfNull(found);
        _catalog.ReadErrors(found);
    }

    /// <summary>Throws unless the scan has come to its end: before that there are no rollups.</summary>
    internal void RequireFinished()
    {
        if (!Summary.IsFinished)
        {
            throw new IndexException($"index '{Path}' is not finished: fathom scan --resume -o '{Path}' goes on with the scan");
        }
    }

    /// <summary>Whether the scan was given an option without a value, such as <c>--dirs-only</c>.</summary>
    internal bool HasOption(string name) => _catalog.GetText(CatalogKeys.OptionPrefix + name) == "on";

    /// <inheritdoc/>
    public void Dispose() => _catalog.Dispose();
}
