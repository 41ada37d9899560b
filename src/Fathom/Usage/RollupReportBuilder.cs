namespace Fathom;

/// <summary>Makes a report of totals that are known already, for example from an index. Rows come in any order.</summary>
/// <param name="root">Number of the directory that becomes the root; it must be added too.</param>
public sealed class RollupReportBuilder(long root)
{
    private readonly ByteArena _names = new();
    private readonly List<RollupRow> _rows = [];
    private readonly List<long> _parents = [];
    private readonly Dictionary<long, int> _directories = [];

    /// <summary>Adds a directory.</summary>
    /// <param name="id">Its number, each once.</param>
    /// <param name="parent">Number of the directory above it; of the root's, ignored.</param>
    /// <param name="name">Last part of its path; of the root, the name to show.</param>
    /// <param name="totals">Of its whole subtree.</param>
    /// <exception cref="ArgumentException">The number was added before.</exception>
    public void AddDirectory(long id, long parent, ReadOnlySpan<byte> name, in Rollup totals)
    {
        if (!_directories.TryAdd(id, _rows.Count))
        {
            throw new ArgumentException($"Directory {id} was added before.", nameof(id));
        }

        Add(parent, name, EntryKind.Directory, totals);
    }

    /// <summary>Adds what has nothing below it: a file, or a directory that was not entered.</summary>
    /// <param name="parent">Number of the directory that holds it.</param>
    public void AddEntry(long parent, ReadOnlySpan<byte> name, EntryKind kind, in Rollup own) => Add(parent, name, kind, own);

    /// <summary>Takes an amount from the totals of a directory, which some other report counts. Unknown directories are passed over.</summary>
    /// <param name="counted">The newest mtime stays: what the rest would have is not known here.</param>
    public void Subtract(long id, in Rollup counted)
    {
        if (_directories.TryGetValue(id, out int row))
        {
            ref Rollup totals = ref System.Runtime.InteropServices.CollectionsMarshal.AsSpan(_rows)[row].Totals;
            totals.Apparent -= counted.Apparent;
            totals.Allocated -= counted.Allocated;
            totals.Entries -= counted.Entries;
            totals.Directories -= counted.Directories;
        }
    }

    /// <summary>Ties rows to those above them. The builder is not used after that.</summary>
    /// <exception cref="InvalidOperationException">The root is missing, or a directory that holds a row.</exception>
    public RollupReport Build()
    {
        if (!_directories.TryGetValue(root, out int rootRow))
        {
            throw new InvalidOperationException($"The root {root} was not added.");
        }

        RollupRow[] rows = [.. _rows];
        for (int i = 0; i < rows.Length; i++)
        {
            rows[i].Parent = i == rootRow ? -1
                : _directories.TryGetValue(_parents[i], out int parent) ? parent
                : throw new InvalidOperationException($"Directory {_parents[i]} was not added.");
        }

        return new RollupReport(rows, rows[rootRow].Totals);
    }

    private void Add(long parent, ReadOnlySpan<byte> name, EntryKind kind, in Rollup totals)
    {
        _parents.Add(parent);
        _rows.Add(new RollupRow
        {
            Names = _names,
            NameOffset = _names.Append(name),
            NameLength = name.Length,
            Kind = kind,
            Totals = totals,
        });
    }
}
