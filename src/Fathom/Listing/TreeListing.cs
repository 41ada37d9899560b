using System.Collections;

namespace Fathom;

/// <summary>All entries of a tree in the order of their paths, component by component and bytewise, a directory before its content; what
/// could not be read stands beside them.</summary>
/// <remarks>Immutable; any thread may read it.</remarks>
public sealed class TreeListing : IReadOnlyList<ListingEntry>
{
    private readonly ListingRows _rows;
    private readonly int[] _order;
    private readonly List<WalkError> _errors;

    internal TreeListing(ListingRows rows, int[] order, List<WalkError> errors, WalkSummary summary)
    {
        _rows = rows;
        _order = order;
        _errors = errors;
        Summary = summary;
    }

    /// <summary>Number of entries, the root among them.</summary>
    public int Count => _order.Length;

    /// <summary>Directories and entries that could not be read, in the same order.</summary>
    public IReadOnlyList<WalkError> Errors => _errors;

    /// <summary>What the walk did; says whether the listing is partial.</summary>
    public WalkSummary Summary { get; }

    /// <summary>The entry at a position of the order.</summary>
    public ListingEntry this[int index] => new(_rows, _order[index]);

    /// <summary>Walks a tree and keeps all of it.</summary>
    /// <param name="tree">Stays the caller's.</param>
    /// <param name="wanted">Attributes to keep; none for names, kinds and inodes alone.</param>
    /// <param name="cancellation">Ends the walk early; the listing is then partial.</param>
    /// <exception cref="FathomException">The root cannot be examined.</exception>
    public static TreeListing Collect(ITree tree, StatMask wanted, WalkOptions? options = null, CancellationToken cancellation = default)
    {
        ListingSink sink = new(wanted);
        new Walker(tree, options ?? WalkOptions.Default).Run(sink, cancellation);
        return sink.Listing;
    }

    /// <inheritdoc/>
    public IEnumerator<ListingEntry> GetEnumerator()
    {
        foreach (int row in _order)
        {
            yield return new ListingEntry(_rows, row);
        }
    }

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
