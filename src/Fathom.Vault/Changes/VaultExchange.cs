namespace Fathom.Vault;

/// <summary>Exchanges of two entries, in one step.</summary>
internal static class VaultExchange
{
    /// <summary>Exchanges. What may not be exchanged was refused by the caller.</summary>
    /// <returns>EOPNOTSUPP where the kinds are different and a name is long.</returns>
    /// <remarks>The node of a long name keeps that name, so both nodes would have to change their kind in one step: with two steps one of the entries has
    /// no name in between, and one step does only if a node has parts of two kinds before and after it, which other programs of the format read as one
    /// kind throughout.</remarks>
    internal static Errno Run(VaultTree tree, in RenameEnd from, in RenameEnd to, StoredEntry source, StoredEntry target)
    {
        bool hasLong = source.NameKind == NameKind.Shortened || target.NameKind == NameKind.Shortened;
        if (hasLong && (source.Kind != target.Kind || source.Kind == EntryKind.Unknown))
        {
            return Errno.EOPNOTSUPP;
        }

        Errno errno = hasLong && source.Id is not null ? ExchangeNumbers(tree, source, target) : Errno.None;
        errno = errno != Errno.None ? errno : hasLong
            ? DirectoryOf(in from, source).Rename(NameIn(source), DirectoryOf(in to, target), NameIn(target), RenameMode.Exchange)
            : from.Content.Rename(source.Name, to.Content, target.Name, RenameMode.Exchange);
        if (errno != Errno.None)
        {
            return errno;
        }

        Note(tree, in to, source, target.Name);
        Note(tree, in from, target, source.Name);
        return Errno.None;
    }

    // Each node names the other's directory from then on.
    private static Errno ExchangeNumbers(VaultTree tree, StoredEntry source, StoredEntry target)
    {
        NodeAttributes other = default;
        Errno errno = source.Node.ReadAttributes(StatMask.Inode, out NodeAttributes one);
        errno = errno == Errno.None ? target.Node.ReadAttributes(StatMask.Inode, out other) : errno;
        if (errno == Errno.None)
        {
            tree.Held.Renumber(source.Id!, one.Inode, other.Inode);
            tree.Held.Renumber(target.Id!, other.Inode, one.Inode);
        }

        return errno;
    }

    // Where names are long it is not the nodes that are exchanged, but what makes them what they are.
    private static IWritableNode DirectoryOf(in RenameEnd end, StoredEntry entry) => entry.IsPlain ? end.Content : entry.Node;

    private static ReadOnlySpan<byte> NameIn(StoredEntry entry) => entry.IsPlain ? entry.Name : entry.InnerName;

    private static void Note(VaultTree tree, in RenameEnd end, StoredEntry moved, ReadOnlySpan<byte> stored)
    {
        tree.Unsynced.Add(tree, end.Id, end.Content, stored);
        if (moved.Id is not null)
        {
            tree.Held.Move(moved.Id, end.Held);
        }
    }
}
