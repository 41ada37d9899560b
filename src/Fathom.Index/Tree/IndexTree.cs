using System.Globalization;

namespace Fathom.Index;

/// <summary>A root of a saved index, or what is below one, as a tree. It shows what the scan found: entries with the attributes that were stored,
/// and the errors that the scan met where it met them.</summary>
/// <remarks>
/// A directory that the scan found and has not listed yet fails with <see cref="Errno.EAGAIN"/>, one that it did not enter has no entries.
/// Names that no file can have are left out, and their directory fails with <see cref="Errno.EBADMSG"/>; a directory that leads back to
/// one above it, or stands in two places, fails with <see cref="Errno.ELOOP"/>. Links cannot be followed.
/// Walking takes a private temporary file of about 80 bytes an entry.
/// Its nodes are for looking around in the past: files cannot be opened (<see cref="Errno.EOPNOTSUPP"/>), and inode numbers are those of this tree, where names
/// of one file share one. Opening the root as a node copies all rows first.
/// </remarks>
public sealed partial class IndexTree : IContentTree
{
    private readonly SavedIndex _index;
    private readonly IndexSession _session;
    private readonly TreeErrors _errors;
    private readonly byte[] _name;
    private readonly ByteList _root = new();
    private readonly Dictionary<StatMask, TreeCopy> _copies = [];
    private readonly Lock _lock = new();
    private readonly bool _isWholeAtOnce;
    private TreeRow _rootRow = new((StatMask)(-1));

    private IndexTree(string path, IndexTreeOptions options)
    {
        _index = SavedIndex.Open(path);
        try
        {
            _session = IndexSession.Open(_index);
            _errors = new TreeErrors(_index.Catalog);
            _isWholeAtOnce = _index.Parts.Where(static part => part.Kind == PartKind.Entries).Sum(static part => part.Rows) <= options.CopyAtOnce;
            _name = FindRoot(options);
        }
        catch
        {
            _session?.Dispose();
            _index.Dispose();
            throw;
        }
    }

    /// <inheritdoc/>
    public TreeTraits Traits { get; private set; } = new();

    /// <inheritdoc/>
    public ReadOnlySpan<byte> RootName => _name;

    /// <summary>Opens a root of an index.</summary>
    /// <param name="path">The folder of the index.</param>
    /// <exception cref="IndexException">The index is missing, damaged or of another format, or has no such root.</exception>
    /// <exception cref="FathomException">Nothing has this path below the root.</exception>
    public static IndexTree Open(string path, IndexTreeOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(path);
        return new IndexTree(path, options ?? IndexTreeOptions.Default);
    }

    /// <inheritdoc/>
    public Errno ReadRoot(StatMask mask, EntryBatch batch)
    {
        ArgumentNullException.ThrowIfNull(batch);
        batch.Clear(null);
        _rootRow.ReadRoot(_root.Span(0, _root.Length), _name, batch);
        _errors.Explain(batch);
        return (mask & _rootRow.Attributes) == StatMask.None ? Errno.None : batch.Errnos(0);
    }

    /// <inheritdoc/>
    /// <exception cref="ArgumentException">Links are to be followed: an index does not tell what they lead to.</exception>
    public ITreeReader OpenReader(ReaderOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        if (options.FollowLinks)
        {
            throw new ArgumentException("An index does not tell what links lead to.", nameof(options));
        }

        StatMask wanted = (options.Stat | options.DirectoryStat) & Traits.Attributes & ~(StatMask.Kind | StatMask.Inode);
        return new IndexTreeReader(CopyOf(wanted), _errors, options);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (TreeCopy copy in _copies.Values)
        {
            copy.Dispose();
        }

        _session.Dispose();
        _index.Dispose();
    }

    private TreeCopy CopyOf(StatMask wanted)
    {
        lock (_lock)
        {
            if (!_copies.TryGetValue(wanted, out TreeCopy? copy))
            {
                copy = new TreeCopy(_session, _lock, _index.Path, wanted, _isWholeAtOnce);
                _copies.Add(wanted, copy);
            }

            return copy;
        }
    }

    // The way down by one query a level: paths below a root are short, and so nothing else of the index is read.
    private byte[] FindRoot(IndexTreeOptions options)
    {
        IReadOnlyList<byte[]> roots = _index.Summary.Roots;
        if (options.Root >= roots.Count)
        {
            throw new IndexException(string.Create(
                CultureInfo.InvariantCulture, $"index '{_index.Path}' has {roots.Count} roots, and none with number {options.Root} counted from 0"));
        }

        byte[] path = roots[options.Root];
        int earlier = roots.Take(options.Root).Count(other => other.AsSpan().SequenceEqual(path));
        if (!TryFind(IndexFormat.AboveRoots, path, earlier, out long directory))
        {
            throw new IndexException($"index '{_index.Path}' has no entry of its root yet: fathom scan --resume goes on with it");
        }

        // Once more, with the attributes that there are: only then does a lack of one mean something.
        _rootRow = new TreeRow(Traits.Attributes);
        TryFind(IndexFormat.AboveRoots, path, earlier, out directory);
        foreach (Range range in options.Path.Span.Split((byte)'/'))
        {
            ReadOnlySpan<byte> name = options.Path.Span[range];
            if (!name.IsEmpty && !name.SequenceEqual("."u8))
            {
                path = [.. path, .. path is [.., (byte)'/'] ? default : "/"u8, .. name];
                if (directory <= 0 || name.SequenceEqual(".."u8) || !TryFind(directory, name, 0, out directory))
                {
                    throw new FathomException($"cannot find in index '{_index.Path}'", path, Errno.ENOENT);
                }
            }
        }

        return path;
    }

    // Keeps the row; and of a root, which attributes it has: those are what the index holds.
    private bool TryFind(long directory, ReadOnlySpan<byte> name, int skipped, out long number)
    {
        using DuckStatement statement = _session.Connection.Prepare(
            $"SELECT {_rootRow.Select} FROM entries WHERE dir_id = $1 AND coalesce(name_raw, encode(name)) = $2 ORDER BY subdir_id");
        statement.Bind(1, directory);
        statement.BindBlob(2, name);
        using DuckResult rows = statement.Query();
        for (; rows.Next() is { } chunk; skipped -= chunk.Count)
        {
            if (skipped < chunk.Count)
            {
                number = chunk.Column<long>(1)[skipped];
                number = number == 0 || number > directory ? number : TreeRow.Loop;
                _root.Clear();
                _rootRow.Append(chunk, skipped, number, _root);
                if (directory == IndexFormat.AboveRoots)
                {
                    Learn(_rootRow.Known(chunk, skipped), hasInodes: chunk.Column<long>(2)[skipped] != 0);
                }

                return true;
            }
        }

        number = 0;
        return false;
    }

    private void Learn(StatMask known, bool hasInodes) => Traits = new TreeTraits
    {
        Attributes = StatMask.Kind | StatMask.Target | known | (hasInodes ? StatMask.Inode : StatMask.None),
        HasNodeIds = hasInodes && known.HasFlag(StatMask.Device),
        CanFollowLinks = false,
    };
}
