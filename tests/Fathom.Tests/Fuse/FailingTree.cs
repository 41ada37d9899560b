using System.Text;

namespace Fathom.Tests.Fuse;

/// <summary>A tree that throws where no tree may.</summary>
internal sealed class FailingTree(IContentTree tree) : IContentTree
{
    public TreeTraits Traits => tree.Traits;

    public ReadOnlySpan<byte> RootName => tree.RootName;

    public Errno ReadRoot(StatMask mask, EntryBatch batch) => tree.ReadRoot(mask, batch);

    public ITreeReader OpenReader(ReaderOptions options) => tree.OpenReader(options);

    public Errno ReadSpace(out TreeSpace space) => tree.ReadSpace(out space);

    public Errno OpenRoot(out IContentNode? root)
    {
        Errno errno = tree.OpenRoot(out root);
        root = root is null ? null : new Node(root);
        return errno;
    }

    public void Dispose() => tree.Dispose();

    private sealed class Node(IContentNode node) : IContentNode
    {
        public EntryKind Kind => node.Kind;

        public Errno ReadAttributes(StatMask mask, out NodeAttributes attributes) => node.ReadAttributes(mask, out attributes);

        public Errno Open(ReadOnlySpan<byte> name, StatMask mask, out IContentNode? opened, out NodeAttributes attributes) => name.SequenceEqual("explode"u8)
            ? throw new InvalidOperationException(Encoding.UTF8.GetString(name))
            : node.Open(name, mask, out opened, out attributes);

        public Errno ReadTarget(out byte[] target) => node.ReadTarget(out target);

        public Errno OpenListing(StatMask mask, out IDirectoryListing? listing) => node.OpenListing(mask, out listing);

        public Errno OpenFile(out IContentFile? file) => node.OpenFile(out file);

        public Errno ReadXattr(ReadOnlySpan<byte> name, Span<byte> value, out int length) => node.ReadXattr(name, value, out length);

        public Errno ListXattrs(Span<byte> names, out int length) => node.ListXattrs(names, out length);

        public void Dispose() => node.Dispose();
    }
}
