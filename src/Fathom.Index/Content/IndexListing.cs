namespace Fathom.Index;

/// <summary>The entries of one directory of a saved tree, in the order in which the scan met them.</summary>
/// <param name="path">Of the directory; asked for where the scan met errors.</param>
internal sealed class IndexListing(IndexContent content, long directory, Func<byte[]> path) : IDirectoryListing
{
    private readonly ReadOnlyMemory<TreeRun> _runs = directory > 0 ? content.Copy.RunsOf(directory) : default;
    private byte[] _buffer = [];
    private int _next;
    private bool _hasRefused;

    /// <inheritdoc/>
    public Errno Next(EntryBatch batch)
    {
        ArgumentNullException.ThrowIfNull(batch);
        batch.Clear(null);
        while (_next < _runs.Length && batch.Count == 0)
        {
            Read(_runs.Span[_next++], batch);
        }

        if (batch.Count > 0)
        {
            return Errno.None;
        }

        return _hasRefused ? Errno.EBADMSG : content.Errors.OfListing(path, directory);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        // The copy belongs to the tree.
    }

    private void Read(TreeRun run, EntryBatch batch)
    {
        ReadOnlySpan<byte> rows = content.Copy.Read(in run, ref _buffer);
        for (int start = 0; start < rows.Length;)
        {
            ReadOnlySpan<byte> row = rows.Slice(start, content.Copy.Row.LengthOf(rows[start..]));
            int refused = content.Copy.Row.Read(row, batch);
            _hasRefused |= refused > 0;
            if (refused == 0)
            {
                Explain(new SavedRow(content.Copy.Row, row), run.Offset + start, batch);
            }

            start += row.Length;
        }
    }

    private void Explain(in SavedRow row, long offset, EntryBatch batch)
    {
        int index = batch.Count - 1;
        batch.Inodes[index] = row.IdOf(offset, content.Device).Inode;
        if (batch.Errnos(index) != Errno.None)
        {
            byte[] name = row.Name.ToArray();
            batch.SetErrno(index, content.Errors.OfEntry(() => [.. path(), (byte)'/', .. name]));
        }
    }
}
