namespace Fathom.Index;

/// <content>Nodes, for a mount.</content>
public sealed partial class IndexTree
{
    private const int MaxName = 255;

    private IndexContent? _content;

    /// <inheritdoc/>
    /// <exception cref="IndexException">A part is damaged, or the copy cannot be written.</exception>
    public Errno OpenRoot(out IContentNode? root)
    {
        TreeCopy copy = CopyOf(Traits.Attributes & ~(StatMask.Kind | StatMask.Inode));
        copy.RequireAll();
        lock (_lock)
        {
            _content ??= new IndexContent(copy, _errors, _name, _rootRow.ValueOf(_root.Span(0, _root.Length), StatMask.Device));
        }

        root = new IndexNode(_content, _root.Span(0, _root.Length));
        return Errno.None;
    }

    /// <inheritdoc/>
    public Errno ReadSpace(out TreeSpace space)
    {
        // What the whole index holds: nothing can be added.
        space = new TreeSpace { TotalBytes = _index.Summary.Allocated, TotalNodes = _index.Summary.Entries, MaxName = MaxName };
        return Errno.None;
    }
}
