using System.Text;

namespace Fathom.Tests.Fuse;

/// <summary>A tree that throws where no tree may.</summary>
internal sealed class FailingTree(IContentTree tree) : IContentTree
{
    private int _reads;

    /// <summary>Reads that were answered, and then failed.</summary>
    public int FailedAfterwards => Volatile.Read(ref _reads);

    public TreeTraits Traits => tree.Traits;

    public ReadOnlySpan<byte> RootName => tree.RootName;

    public Errno ReadRoot(StatMask mask, EntryBatch batch) => tree.ReadRoot(mask, batch);

    public ITreeReader OpenReader(ReaderOptions options) => tree.OpenReader(options);

    public Errno ReadSpace(out TreeSpace space) => tree.ReadSpace(out space);

    public Errno OpenRoot(out IContentNode? root)
    {
        Errno errno = tree.OpenRoot(out root);
        root = root is null ? null : new Node(this, root);
        return errno;
    }

    public void Dispose() => tree.Dispose();

    private sealed class Node(FailingTree tree, IContentNode node) : IContentNode
    {
        public EntryKind Kind => node.Kind;

        public Errno ReadAttributes(StatMask mask, out NodeAttributes attributes) => node.ReadAttributes(mask, out attributes);

        public Errno Open(ReadOnlySpan<byte> name, StatMask mask, out IContentNode? opened, out NodeAttributes attributes)
        {
            if (name.SequenceEqual("explode"u8))
            {
                throw new InvalidOperationException(Encoding.UTF8.GetString(name));
            }

            Errno errno = node.Open(name, mask, out opened, out attributes);
            opened = opened is null ? null : new Node(tree, opened);
            return errno;
        }

        public Errno ReadTarget(out byte[] target) => node.ReadTarget(out target);

        public Errno OpenListing(StatMask mask, out IDirectoryListing? listing) => node.OpenListing(mask, out listing);

        public Errno OpenFile(out IContentFile? file)
        {
            Errno errno = node.OpenFile(out file);
            file = file is null ? null : new OpenedFile(tree, file);
            return errno;
        }

        public Errno ReadXattr(ReadOnlySpan<byte> name, Span<byte> value, out int length) => node.ReadXattr(name, value, out length);

        public Errno ListXattrs(Span<byte> names, out int length) => node.ListXattrs(names, out length);

        public void Dispose() => node.Dispose();
    }

    private sealed class OpenedFile(FailingTree tree, IContentFile file) : IContentFile
    {
        public Errno Read(long offset, Span<byte> buffer, out int read) => file.Read(offset, buffer, out read);

        public Errno ReadAttributes(StatMask mask, out NodeAttributes attributes) => file.ReadAttributes(mask, out attributes);

        public void AfterRead()
        {
            Interlocked.Increment(ref tree._reads);
            throw new InvalidOperationException("after a read");
        }

        public void Dispose() => file.Dispose();
    }
}
