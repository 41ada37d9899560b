using System.Text;

namespace Fathom.Tests.Transfer.Support;

/// <summary>A tree that takes note of the directories that are listed, by their paths; the root is empty.</summary>
internal sealed class ListedTree(IContentTree tree) : IContentTree
{
    private readonly List<string> _listed = [];
    private int _now;
    private int _most;

    /// <summary>How long it takes to open a listing, as if a disk were asked.</summary>
    internal TimeSpan Pause { get; init; }

    /// <summary>A name whose attributes cannot be had; empty for none.</summary>
    internal byte[] Unreadable { get; init; } = [];

    /// <summary>The most listings that were opened at one time.</summary>
    internal int MostAtOnce => _most;

    /// <summary>Sorted, each as often as it was listed.</summary>
    internal string[] Listed
    {
        get
        {
            lock (_listed)
            {
                return [.. _listed.Order(StringComparer.Ordinal)];
            }
        }
    }

    public TreeTraits Traits => tree.Traits;

    public ReadOnlySpan<byte> RootName => tree.RootName;

    public Errno OpenRoot(out IContentNode? root)
    {
        Errno errno = tree.OpenRoot(out root);
        root = root is null ? null : new Node(this, root, "");
        return errno;
    }

    public Errno ReadSpace(out TreeSpace space) => tree.ReadSpace(out space);

    public Errno ReadRoot(StatMask mask, EntryBatch batch) => tree.ReadRoot(mask, batch);

    public ITreeReader OpenReader(ReaderOptions options) => tree.OpenReader(options);

    public void Dispose() => tree.Dispose();

    private void Note(string path)
    {
        lock (_listed)
        {
            _listed.Add(path);
            _most = Math.Max(_most, ++_now);
        }

        Thread.Sleep(Pause);
        lock (_listed)
        {
            _now--;
        }
    }

    private sealed class Node(ListedTree tree, IContentNode node, string path) : IContentNode
    {
        public EntryKind Kind => node.Kind;

        public Errno ReadAttributes(StatMask mask, out NodeAttributes attributes) => node.ReadAttributes(mask, out attributes);

        public Errno Open(ReadOnlySpan<byte> name, StatMask mask, out IContentNode? opened, out NodeAttributes attributes)
        {
            Errno errno = node.Open(name, mask, out opened, out attributes);
            string below = Encoding.Latin1.GetString(name);
            opened = opened is null ? null : new Node(tree, opened, path.Length == 0 ? below : $"{path}/{below}");
            return errno;
        }

        public Errno ReadTarget(out byte[] target) => node.ReadTarget(out target);

        public Errno OpenListing(StatMask mask, out IDirectoryListing? listing)
        {
            tree.Note(path);
            Errno errno = node.OpenListing(mask, out listing);
            listing = listing is null ? null : new Listing(tree, listing);
            return errno;
        }

        public Errno OpenFile(out IContentFile? file) => node.OpenFile(out file);

        public Errno ReadXattr(ReadOnlySpan<byte> name, Span<byte> value, out int length) => node.ReadXattr(name, value, out length);

        public Errno ListXattrs(Span<byte> names, out int length) => node.ListXattrs(names, out length);

        public void Dispose() => node.Dispose();
    }

    private sealed class Listing(ListedTree tree, IDirectoryListing listing) : IDirectoryListing
    {
        public Errno Next(EntryBatch batch)
        {
            Errno errno = listing.Next(batch);
            for (int i = 0; i < batch.Count; i++)
            {
                if (batch.Name(i).SequenceEqual(tree.Unreadable))
                {
                    batch.SetErrno(i, Errno.EIO);
                }
            }

            return errno;
        }

        public void Dispose() => listing.Dispose();
    }
}
