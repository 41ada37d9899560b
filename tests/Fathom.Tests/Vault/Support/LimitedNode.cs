namespace Fathom.Tests.Vault.Support;

/// <summary>A node of a <see cref="LimitedTree"/>.</summary>
internal sealed class LimitedNode : IWritableNode
{
    private readonly IWritableNode _node;
    private readonly CiphertextLimits _limits;

    private LimitedNode(IWritableNode node, CiphertextLimits limits) => (_node, _limits) = (node, limits);

    public EntryKind Kind => _node.Kind;

    public static LimitedNode? Of(IContentNode? node, CiphertextLimits limits) => node is null ? null : new LimitedNode((IWritableNode)node, limits);

    public Errno ReadAttributes(StatMask mask, out NodeAttributes attributes) => _node.ReadAttributes(mask, out attributes);

    public Errno Open(ReadOnlySpan<byte> name, StatMask mask, out IContentNode? node, out NodeAttributes attributes)
    {
        _limits.Opening?.Invoke(name.ToArray());
        Errno errno = _node.Open(name, mask, out IContentNode? opened, out attributes);
        node = Of(opened, _limits);
        return errno;
    }

    public Errno ReadTarget(out byte[] target) => _node.ReadTarget(out target);

    public Errno OpenListing(StatMask mask, out IDirectoryListing? listing) => _node.OpenListing(mask, out listing);

    public Errno OpenFile(out IContentFile? file) => _node.OpenFile(out file);

    public Errno ReadXattr(ReadOnlySpan<byte> name, Span<byte> value, out int length) => _node.ReadXattr(name, value, out length);

    public Errno ListXattrs(Span<byte> names, out int length) => _node.ListXattrs(names, out length);

    public Errno CreateFile(ReadOnlySpan<byte> name, uint mode, bool isExclusive, out IWritableNode? node, out IWritableFile? file)
    {
        IWritableNode? made = null;
        IWritableFile? opened = null;
        Errno errno = _limits.Take();
        errno = errno == Errno.None ? _node.CreateFile(name, mode, isExclusive, out made, out opened) : errno;
        node = Of(made, _limits);
        file = opened is null ? null : new LimitedFile(opened, _limits);
        return errno;
    }

    public Errno MakeDirectory(ReadOnlySpan<byte> name, uint mode, out IWritableNode? node)
    {
        IWritableNode? made = null;
        Errno errno = _limits.Take();
        errno = errno == Errno.None ? _node.MakeDirectory(name, mode, out made) : errno;
        node = Of(made, _limits);
        return errno;
    }

    public Errno MakeSymlink(ReadOnlySpan<byte> name, ReadOnlySpan<byte> target, out IWritableNode? node) => throw new NotSupportedException();

    public Errno MakeSpecial(ReadOnlySpan<byte> name, EntryKind kind, uint mode, ulong device, out IWritableNode? node) => throw new NotSupportedException();

    public Errno Link(ReadOnlySpan<byte> name, IContentNode existing)
    {
        Errno errno = _limits.HasNoHardLinks ? Errno.EPERM : _limits.Take();
        return errno == Errno.None ? _node.Link(name, ((LimitedNode)existing)._node) : errno;
    }

    public Errno Unlink(ReadOnlySpan<byte> name)
    {
        Errno errno = _limits.Take();
        return errno == Errno.None ? _node.Unlink(name) : errno;
    }

    public Errno RemoveDirectory(ReadOnlySpan<byte> name)
    {
        Errno errno = _limits.Take();
        return errno == Errno.None ? _node.RemoveDirectory(name) : errno;
    }

    public Errno Rename(ReadOnlySpan<byte> name, IWritableNode toDirectory, ReadOnlySpan<byte> toName, RenameMode mode)
    {
        Errno errno = _limits.HasOnlyPlainRenames && mode != RenameMode.Replace ? Errno.EINVAL : _limits.Take();
        errno = errno == Errno.None && mode == RenameMode.Replace && _limits.Replacing is { } replacing ? replacing() : errno;
        return errno == Errno.None ? _node.Rename(name, ((LimitedNode)toDirectory)._node, toName, mode) : errno;
    }

    public Errno SetAttributes(in NodeChange change)
    {
        Errno errno = _limits.Take();
        return errno == Errno.None ? _node.SetAttributes(in change) : errno;
    }

    public Errno SetXattr(ReadOnlySpan<byte> name, ReadOnlySpan<byte> value, XattrMode mode)
    {
        Errno errno = _limits.Take();
        return errno == Errno.None ? _node.SetXattr(name, value, mode) : errno;
    }

    public Errno RemoveXattr(ReadOnlySpan<byte> name)
    {
        Errno errno = _limits.Take();
        return errno == Errno.None ? _node.RemoveXattr(name) : errno;
    }

    public Errno OpenForWriting(out IWritableFile? file)
    {
        Errno errno = _node.OpenForWriting(out IWritableFile? opened);
        file = opened is null ? null : new LimitedFile(opened, _limits);
        return errno;
    }

    public Errno Sync()
    {
        _limits.CountSync();
        return _node.Sync();
    }

    public void Dispose() => _node.Dispose();
}
