namespace Fathom;

/// <summary>Keeps every entry of a walk, and sorts them when it has ended.</summary>
/// <remarks>For one walk. Memory is the names, the wanted columns and about 20 bytes an entry; there is no object an entry.</remarks>
public sealed class ListingSink : ISink
{
    private readonly Func<EntryBatch, int, bool>? _keep;
    private readonly Lock _gate = new();
    private readonly List<ListingSegment> _segments = [];
    private readonly List<ListingWriter> _writers = [];
    private TreeListing? _listing;
    private int _directories; // Interlocked in NextDirectory; read after the walk.

    /// <summary>Makes a sink.</summary>
    /// <param name="wanted">Attributes to keep.</param>
    /// <param name="keep">Says of entry <c>index</c> of a batch whether it is kept; called by all workers at once; null keeps all. It
    /// does not keep the walk out of a directory.</param>
    public ListingSink(StatMask wanted, Func<EntryBatch, int, bool>? keep = null)
    {
        Wanted = wanted;
        _keep = keep;
    }

    /// <inheritdoc/>
    public StatMask Wanted { get; }

    /// <summary>The result.</summary>
    /// <exception cref="InvalidOperationException">The walk has not ended, or failed.</exception>
    public TreeListing Listing => _listing ?? throw new InvalidOperationException("The walk has not ended.");

    /// <inheritdoc/>
    public ISinkWriter OpenWriter(int worker)
    {
        ListingWriter writer = new(this);
        lock (_gate)
        {
            _writers.Add(writer);
        }

        return writer;
    }

    /// <inheritdoc/>
    public void Complete(WalkSummary summary)
    {
        ArgumentNullException.ThrowIfNull(summary);
        List<WalkError> errors = [];
        ListingDirectory[] directories = new ListingDirectory[_directories];
        List<byte> names = [];
        foreach (ListingWriter writer in _writers)
        {
            errors.AddRange(writer.Errors);
            foreach ((int number, ListingDirectory directory) in writer.Directories)
            {
                directories[number] = directory with { NameOffset = names.Count + directory.NameOffset };
            }

            names.AddRange(writer.Names);
        }

        errors.Sort(static (a, b) => ListingOrder.ComparePaths(a.Path, b.Path));
        ListingRows rows = new([.. _segments], directories, [.. names]);
        _listing = new TreeListing(rows, new ListingOrder(rows).Build(), errors, summary);
        _writers.Clear();
    }

    internal bool Keeps(EntryBatch batch, int index) => _keep is null || _keep(batch, index);

    internal int NextDirectory() => Interlocked.Increment(ref _directories) - 1;

    internal ListingSegment NextSegment()
    {
        ListingSegment segment = new();
        lock (_gate)
        {
            if (_segments.Count > int.MaxValue >> ListingSegment.Shift)
            {
                throw new InvalidOperationException("A listing holds 2^31 entries at most.");
            }

            _segments.Add(segment);
        }

        return segment;
    }
}
