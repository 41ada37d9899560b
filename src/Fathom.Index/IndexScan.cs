using System.Diagnostics;
using System.Globalization;

namespace Fathom.Index;

/// <summary>A scan that writes an index. Roots are walked one after the other; what is stored survives a kill at any moment,
/// and <see cref="Resume"/> goes on from there.</summary>
/// <remarks>docs/index-format.md describes what is written.</remarks>
public sealed class IndexScan : IDisposable
{
    /// <summary>Roots that one index can have.</summary>
    public const int MaxRoots = 1 << 16; // two bytes of a directory's sort key (DirectorySource)

    private readonly ScanTarget _target;
    private readonly Catalog _catalog;
    private readonly ScanOptions _options;
    private readonly RowLog _log;
    private readonly PartWriters _writers;
    private readonly ScanDatabase _database = new();
    private readonly ResumeState? _resume;
    private readonly WalkStart?[] _starts;
    private readonly HashSet<int> _omitted = [];
    private readonly HashSet<int> _walked = [];
    private readonly List<RootState> _roots;
    private readonly byte[][] _sources;
    private readonly long _started = Stopwatch.GetTimestamp();
    private volatile Walker? _walker;
    private bool _isPartial;
    private bool _isJoined;

    private IndexScan(ScanTarget target, Catalog catalog, ScanOptions options, bool isResumed)
    {
        _target = target;
        _catalog = catalog;
        _options = options;
        _roots = catalog.GetRoots();
        _sources = [.. _roots.Select((root, i) => catalog.GetSource(i) ?? root.Path)];
        _log = new RowLog(
            options.Writers,
            catalog.GetLong(CatalogKeys.NextDirectory, 1),
            new EpochLimits(options.RowsPerPart * options.Writers, options.CommitInterval));
        _writers = new PartWriters(_log, _database, target.Folder, catalog, options);
        if (isResumed)
        {
            _resume = ResumeState.Load(catalog, _database, target.Folder, _roots.ConvertAll(root => options.Walk.OneFileSystem ? root.Device : 0));
        }

        // Before the writers start: they change the catalog, and names of parts.
        _starts = new WalkStart?[_roots.Count];
        for (int i = 0; _resume is not null && i < _starts.Length; i++)
        {
            _starts[i] = _resume.MakeStart(i, _roots[i].Path, catalog, _database, target.Folder);
        }

        _writers.Start();
    }

    /// <summary>Roots in order, as their trees call them.</summary>
    public IReadOnlyList<byte[]> Roots => _roots.ConvertAll(root => root.Path);

    /// <summary>What the tree of each root is opened from: <see cref="ScanOptions.Sources"/> of this run or of the one before, or the root's
    /// name.</summary>
    public IReadOnlyList<byte[]> Sources => _sources;

    /// <summary>Where the index is written; beside the one that it replaces, until it is finished.</summary>
    public string Folder => _target.Folder.Root;

    /// <summary>A directory that is stored like a file, and not entered: the index itself, which changes while it is walked. Set before the
    /// walk of a root whose tree it may be part of; by default none.</summary>
    public NodeId NotEntered { get; set; }

    /// <summary>Where the walk of the current root stands.</summary>
    public WalkProgress Progress => _walker?.Progress ?? default;

    /// <summary>Begins a new index.</summary>
    /// <param name="path">Folder of the index, usually NAME.fathom.</param>
    /// <param name="roots">Names of the roots, as their trees give them (<see cref="ITree.RootName"/>); the caller opens the trees.</param>
    /// <param name="overwrite">An index that stands there stays whole until the new one is finished, and is then replaced.</param>
    /// <exception cref="IndexException">The path exists, another scan writes there, or it cannot be written.</exception>
    public static IndexScan Create(string path, IReadOnlyList<byte[]> roots, ScanOptions options, bool overwrite = false)
    {
        CheckArguments(path, roots, options);
        ScanTarget target = ScanTarget.Create(path, overwrite);
        Catalog? catalog = null;
        try
        {
            catalog = Catalog.Create(target.Folder.Root, created => Describe(created, roots, options));
            return new IndexScan(target, catalog, options, isResumed: false);
        }
        catch
        {
            catalog?.Dispose();
            target.Discard();
            throw;
        }
    }

    /// <summary>Goes on with a scan that was interrupted.</summary>
    /// <param name="roots">As in the first run; empty to take those.</param>
    /// <param name="options">As in the first run, as far as <see cref="ScanOptions.Recorded"/> tells.</param>
    /// <exception cref="IndexException">There is nothing to resume, the options differ, or another scan writes there.</exception>
    public static IndexScan Resume(string path, IReadOnlyList<byte[]> roots, ScanOptions options)
    {
        CheckArguments(path, roots, options);
        ScanTarget target = ScanTarget.Open(path);
        Catalog? catalog = null;
        try
        {
            catalog = Catalog.Open(target.Folder.Root, readOnly: false);
            CheckUnfinished(catalog, target, path);
            CheckSame(catalog, path, roots, options);
            target.Folder.Repair(catalog.GetParts());
            catalog.Commit(() => SetSources(catalog, options.Sources));
            return new IndexScan(target, catalog, options, isResumed: true);
        }
        catch
        {
            catalog?.Dispose();
            target.Dispose();
            throw;
        }
    }

    /// <summary>Walks one root, or what is left of it.</summary>
    /// <param name="root">Position in <see cref="Roots"/>. Each once, in order.</param>
    /// <param name="tree">The tree of that root; stays the caller's.</param>
    /// <returns>Null if nothing of the root was left.</returns>
    /// <exception cref="FathomException">The root cannot be examined, the index cannot be written, or the tree was lost in mid-walk (a server
    /// that does not answer any more): then <see cref="Finish"/> commits what was delivered, and the scan can be resumed.</exception>
    public WalkSummary? Walk(int root, ITree tree, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(tree);
        StatMask wanted = IndexSink.Stored & (tree.Traits.Attributes | StatMask.Target);
        if (_options.WithoutAtimes)
        {
            wanted &= ~StatMask.Atime;
        }

        WalkStart? start = _starts[root];
        if (start is null && _roots[root].IsBegun)
        {
            return null;
        }

        _log.BeginRoot(root);
        IndexSink sink = new(_log, _options, wanted, start is null ? null : _resume)
        {
            RootNameLength = _roots[root].Path.Length,
            RootDevice = _roots[root].Device,
            NotEntered = NotEntered,
        };
        WalkOptions walk = _options.Walk;
        if (start is not null && _resume!.Filter is { } known)
        {
            walk = walk with { Filter = walk.Filter is null ? known : new FilterPair(walk.Filter, known) };
        }

        Walker walker = new(tree, walk);
        _walker = walker;
        try
        {
            WalkSummary summary = start is null ? walker.Run(sink, cancellation) : walker.Run(sink, start, cancellation);
            _isPartial |= summary.IsPartial;
            _walked.Add(root);
            return summary;
        }
        catch (OperationCanceledException) when (_log.Failure is not null)
        {
            JoinWriters();
            throw; // JoinWriters throws what broke the writers.
        }
        catch (FathomException failure) when (failure.Path.SequenceEqual(_roots[root].Path))
        {
            throw; // Omit decides whether the index can be finished.
        }
        catch
        {
            _isPartial = true;
            throw;
        }
    }

    /// <summary>Says that a root cannot be examined. If nothing of it was stored, the index keeps the error and is finished without it;
    /// else it stays unfinished, so that it can be resumed when the root is there again.</summary>
    /// <param name="root">Position in <see cref="Roots"/>, which is not walked.</param>
    public void Omit(int root, Errno errno)
    {
        if (_roots[root].IsBegun)
        {
            _isPartial = true;
            return;
        }

        _omitted.Add(root);
        _log.AddError(new WalkError(WalkStage.Root, null, _roots[root].Path, errno));
    }

    /// <summary>Ends a new scan of which nothing is to be kept, and removes its folder.</summary>
    public void Discard()
    {
        JoinWriters();
        _catalog.Dispose();
        _target.Discard();
    }

    /// <summary>Commits all that was walked, and writes the rollups if nothing is left.</summary>
    public ScanSummary Finish()
    {
        JoinWriters();
        if (!_isPartial && _catalog.CountPending() == 0 && IsBegun(_catalog.GetRoots()))
        {
            new Finisher(_catalog, _database, _target.Folder, _options).Run(Stopwatch.GetElapsedTime(_started));
        }

        ScanSummary summary = Summarize(_catalog);
        if (summary.IsFinished)
        {
            _catalog.Dispose();
            _target.Complete(_options.OnStep);
        }

        return summary;
    }

    /// <summary>Ends the scan. Without <see cref="Finish"/> it stands where its last commit left it.</summary>
    public void Dispose()
    {
        if (!_isJoined)
        {
            _log.Fail(new OperationCanceledException("The scan was given up."));
            _writers.Wait();
        }

        _database.Dispose();
        _catalog.Dispose();
        _target.Dispose();
        _log.Dispose();
    }

    internal static ScanSummary Summarize(Catalog catalog)
    {
        EntryCounts counts = catalog.GetCounts();
        return new ScanSummary
        {
            Roots = catalog.GetRoots().ConvertAll(root => root.Path),
            IsFinished = catalog.GetText(CatalogKeys.Finished) is not null,
            Pending = catalog.CountPending(),
            Files = counts.Files,
            Directories = counts.Directories,
            Symlinks = counts.Symlinks,
            Others = counts.Others,
            Size = catalog.GetLong(CatalogKeys.Size),
            Allocated = catalog.GetLong(CatalogKeys.Allocated),
            Errors = catalog.CountErrors(),
            StoredBytes = catalog.GetParts().Sum(part => part.Bytes),
            Digest = catalog.GetText(CatalogKeys.Digest) ?? string.Empty,
        };
    }

    private bool IsBegun(List<RootState> roots)
    {
        for (int i = 0; i < roots.Count; i++)
        {
            if (!roots[i].IsBegun && !_omitted.Contains(i))
            {
                return false;
            }
        }

        return true;
    }

    private bool IsWhole()
    {
        for (int i = 0; i < _roots.Count; i++)
        {
            bool isDone = _walked.Contains(i) || _omitted.Contains(i) || (_roots[i].IsBegun && _starts[i] is null);
            if (!isDone)
            {
                return false;
            }
        }

        return !_isPartial;
    }

    private void JoinWriters()
    {
        if (!_isJoined)
        {
            _isJoined = true;
            _log.Close(IsWhole());
            _writers.Join();
        }
    }

    private static void CheckArguments(string path, IReadOnlyList<byte[]> roots, ScanOptions options)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        ArgumentNullException.ThrowIfNull(roots);
        ArgumentNullException.ThrowIfNull(options);
        if (roots.Count > MaxRoots)
        {
            throw new ArgumentException($"An index has at most {MaxRoots} roots.", nameof(roots));
        }

        if (options.Sources.Count > 0 && options.Sources.Count != roots.Count)
        {
            throw new ArgumentException("Each root has one source, or none has.", nameof(options));
        }

        if (options.Walk.FollowLinks)
        {
            throw new ArgumentException("An index holds a tree, and followed links make it a graph.", nameof(options));
        }
    }

    private static void Describe(Catalog catalog, IReadOnlyList<byte[]> roots, ScanOptions options)
    {
        catalog.Set(CatalogKeys.Format, IndexFormat.Version);
        catalog.Set(CatalogKeys.Started, DateTime.UtcNow.ToString("yyyy-MM-ddTHH:mm:ssZ", CultureInfo.InvariantCulture));
        for (int i = 0; i < roots.Count; i++)
        {
            catalog.AddRoot(i, roots[i]);
        }

        SetSources(catalog, options.Sources);

        foreach ((string name, string value) in options.Recorded)
        {
            catalog.Set(CatalogKeys.OptionPrefix + name, value);
        }
    }

    private static void SetSources(Catalog catalog, IReadOnlyList<byte[]> sources)
    {
        for (int i = 0; i < sources.Count; i++)
        {
            catalog.SetSource(i, sources[i]);
        }
    }

    // One that was finished beside another index has still to take its place.
    private static void CheckUnfinished(Catalog catalog, ScanTarget target, string path)
    {
        if (!target.ReplacesIndex && catalog.GetText(CatalogKeys.Finished) is { } finished)
        {
            throw new IndexException($"index '{path}' is complete since {finished}: --overwrite scans again");
        }
    }

    private static void CheckSame(Catalog catalog, string path, IReadOnlyList<byte[]> roots, ScanOptions options)
    {
        List<RootState> known = catalog.GetRoots();
        if (roots.Count > 0 && !(roots.Count == known.Count && known.Zip(roots).All(pair => pair.First.Path.AsSpan().SequenceEqual(pair.Second))))
        {
            throw new IndexException($"index '{path}' was begun with other roots: {string.Join(", ", known.Select(root => RootText(root.Path)))}");
        }

        SortedDictionary<string, string> then = new(StringComparer.Ordinal);
        foreach ((string name, string value) in catalog.GetAll(CatalogKeys.OptionPrefix))
        {
            then[name] = value;
        }

        foreach ((string name, string value) in options.Recorded)
        {
            string before = then.TryGetValue(name, out string? found) ? found : string.Empty;
            then.Remove(name);
            if (before != value)
            {
                throw new IndexException($"index '{path}' was begun with other options: {name} was '{before}' and is now '{value}'");
            }
        }

        if (then.FirstOrDefault(pair => pair.Value.Length > 0) is { Key: not null } missing)
        {
            throw new IndexException($"index '{path}' was begun with other options: {missing.Key} was '{missing.Value}'");
        }
    }

    private static string RootText(byte[] path) => $"'{System.Text.Encoding.UTF8.GetString(path)}'";
}
