namespace Fathom.Tests.Transfer.Copy;

/// <summary>A directory whose entries open by handle, as those of a server: the handle is the name of another directory's entry, which
/// stays what it is whatever happens to this directory's names.</summary>
internal sealed class HandledDirectory(IContentNode names, IContentNode nodes) : IContentNode
{
    /// <summary>Nodes that were opened by handle.</summary>
    internal int Opened { get; private set; }

    /// <summary>Names that were opened.</summary>
    internal int Looked { get; private set; }

    public EntryKind Kind => EntryKind.Directory;

    public Errno ReadAttributes(StatMask mask, out NodeAttributes attributes) => names.ReadAttributes(mask, out attributes);

    public Errno Open(ReadOnlySpan<byte> name, StatMask mask, out IContentNode? node, out NodeAttributes attributes)
    {
        Looked++;
        return names.Open(name, mask, out node, out attributes);
    }

    public Errno Open(NodeHandle handle, EntryKind kind, out IContentNode? node)
    {
        Opened++;
        node = nodes.Open(handle.Bytes, out IContentNode? found) == Errno.None ? found : new StaleNode();
        return Errno.None;
    }

    public Errno ReadTarget(out byte[] target) => names.ReadTarget(out target);

    public Errno OpenListing(StatMask mask, out IDirectoryListing? listing) => names.OpenListing(mask, out listing);

    public Errno OpenFile(out IContentFile? file) => names.OpenFile(out file);

    public Errno ReadXattr(ReadOnlySpan<byte> name, Span<byte> value, out int length) => names.ReadXattr(name, value, out length);

    public Errno ListXattrs(Span<byte> list, out int length) => names.ListXattrs(list, out length);

    public void Dispose()
    {
    }

    /// <summary>What a server has no longer.</summary>
    private sealed class StaleNode : IContentNode, IContentFile
    {
        public EntryKind Kind => EntryKind.File;

        public Errno ReadAttributes(StatMask mask, out NodeAttributes attributes)
        {
            attributes = default;
            return Errno.ESTALE;
        }

        public Errno Open(ReadOnlySpan<byte> name, StatMask mask, out IContentNode? node, out NodeAttributes attributes)
        {
            (node, attributes) = (null, default);
            return Errno.ENOTDIR;
        }

        public Errno ReadTarget(out byte[] target)
        {
            target = [];
            return Errno.EINVAL;
        }

        public Errno OpenListing(StatMask mask, out IDirectoryListing? listing)
        {
            listing = null;
            return Errno.ENOTDIR;
        }

        public Errno OpenFile(out IContentFile? file)
        {
            file = this;
            return Errno.None;
        }

        public Errno Read(long offset, Span<byte> buffer, out int read)
        {
            read = 0;
            return Errno.ESTALE;
        }

        public Errno ReadXattr(ReadOnlySpan<byte> name, Span<byte> value, out int length)
        {
            length = 0;
            return Errno.EOPNOTSUPP;
        }

        public Errno ListXattrs(Span<byte> list, out int length)
        {
            length = 0;
            return Errno.EOPNOTSUPP;
        }

        public void Dispose()
        {
        }
    }
}
