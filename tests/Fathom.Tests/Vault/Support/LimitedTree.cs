namespace Fathom.Tests.Vault.Support;

/// <summary>A tree of which a vault's ciphertext cannot have all that it wants.</summary>
internal sealed class LimitedTree(IWritableTree tree, CiphertextLimits limits) : IWritableTree
{
    public TreeTraits Traits => tree.Traits;

    public ReadOnlySpan<byte> RootName => tree.RootName;

    public Errno ReadRoot(StatMask mask, EntryBatch batch) => tree.ReadRoot(mask, batch);

    public ITreeReader OpenReader(ReaderOptions options) => tree.OpenReader(options);

    public Errno OpenRoot(out IContentNode? root)
    {
        Errno errno = tree.OpenRoot(out IContentNode? opened);
        root = LimitedNode.Of(opened, limits);
        return errno;
    }

    public Errno ReadSpace(out TreeSpace space) => tree.ReadSpace(out space);

    public void Dispose() => tree.Dispose();
}
