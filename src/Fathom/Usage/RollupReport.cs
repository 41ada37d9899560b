using System.Runtime.InteropServices;

namespace Fathom;

/// <summary>What a rollup found: the total, and rows for the root, its directories and, where wanted, its entries.</summary>
public sealed class RollupReport
{
    private RollupRow[] _rows = [];
    private int _count;
    private int[] _firstChild = [];
    private int[] _children = [];
    private readonly ByteArena _linkNames = new();

    internal RollupReport(WalkSummary summary, int errors) => (Summary, Errors) = (summary, errors);

    /// <summary>Makes the report of a root that is no directory, and was examined without a walk.</summary>
    public RollupReport(EntryKind kind, in Rollup own)
        : this(new WalkSummary { Entries = 1 }, 0) => (RootKind, Total) = (kind, own);

    // Of rows that did not come from a walk; one is the root.
    internal RollupReport(RollupRow[] rows, in Rollup total)
        : this(new WalkSummary { Entries = total.Entries }, 0)
    {
        (_rows, _count) = (rows, rows.Length);
        (RootKind, Total) = (EntryKind.Directory, total);
        Arrange();
    }

    /// <summary>What the root is.</summary>
    public EntryKind RootKind { get; internal set; }

    /// <summary>What the walk did.</summary>
    public WalkSummary Summary { get; }

    /// <summary>Directories and entries that could not be read; a loop of followed links is none.</summary>
    public int Errors { get; }

    /// <summary>Everything that was counted.</summary>
    public Rollup Total { get; internal set; }

    /// <summary>Rows; 0 if only the total was wanted. A root that was counted by an earlier walk has none either.</summary>
    public int Rows => _count;

    /// <summary>The root was counted: it is not one that an earlier walk of the run had come to.</summary>
    public bool HasRoot => Total.Entries > 0;

    /// <summary>The root's row.</summary>
    public int Root { get; private set; }

    /// <summary>Last part of the path of a row; of the root, its name as typed.</summary>
    public ReadOnlySpan<byte> Name(int row)
    {
        ref readonly RollupRow found = ref _rows[row];
        return found.Names.Get(found.NameOffset, found.NameLength);
    }

    /// <summary>What the node of a row is.</summary>
    public EntryKind Kind(int row) => _rows[row].Kind;

    /// <summary>Totals of the subtree of a row.</summary>
    public ref readonly Rollup Totals(int row) => ref _rows[row].Totals;

    /// <summary>The directory that holds a row; -1 for the root.</summary>
    public int Parent(int row) => _rows[row].Parent;

    /// <summary>Rows directly below a row, by name, bytewise.</summary>
    public ReadOnlySpan<int> Children(int row) => _children.AsSpan(_firstChild[row].._firstChild[row + 1]);

    internal void Merge(List<RollupWriter> writers, int directories)
    {
        int leaves = 0;
        foreach (RollupWriter writer in writers)
        {
            leaves += writer.Leaves.Count;
        }

        _rows = new RollupRow[directories + leaves];
        _count = directories;
        foreach (RollupWriter writer in writers)
        {
            foreach ((int number, RollupRow row) in writer.Rows)
            {
                _rows[number] = row;
            }

            CollectionsMarshal.AsSpan(writer.Leaves).CopyTo(_rows.AsSpan(_count));
            _count += writer.Leaves.Count;
            writer.Rows.Clear();
            writer.Rows.TrimExcess();
            writer.Leaves.Clear();
            writer.Leaves.TrimExcess();
        }
    }

    internal void AddToAncestors(int row, in Rollup own)
    {
        for (; row >= 0 && row < _count; row = _rows[row].Parent)
        {
            _rows[row].Totals.Add(own);
        }
    }

    internal void AddLeaf(LinkTable.Link link)
    {
        if (_count == _rows.Length)
        {
            Array.Resize(ref _rows, Math.Max(16, _count * 2));
        }

        _rows[_count++] = new RollupRow
        {
            Parent = link.Depth == 0 ? -1 : link.Row,
            Names = _linkNames,
            NameOffset = _linkNames.Append(link.Name),
            NameLength = link.Name.Length,
            Kind = link.Kind,
            Totals = link.Own,
        };
    }

    // Children of each row side by side, found by counting, then sorted by name.
    internal void Arrange()
    {
        _firstChild = new int[_count + 2];
        for (int row = 0; row < _count; row++)
        {
            if (_rows[row].Parent < 0)
            {
                Root = row;
            }
            else
            {
                _firstChild[_rows[row].Parent + 2]++;
            }
        }

        for (int row = 2; row < _firstChild.Length; row++)
        {
            _firstChild[row] += _firstChild[row - 1];
        }

        _children = new int[_count];
        for (int row = 0; row < _count; row++)
        {
            if (_rows[row].Parent >= 0)
            {
                _children[_firstChild[_rows[row].Parent + 1]++] = row;
            }
        }

        for (int row = 0; row < _count; row++)
        {
            _children.AsSpan(_firstChild[row].._firstChild[row + 1]).Sort((a, b) => Name(a).SequenceCompareTo(Name(b)));
        }
    }
}
