namespace Fathom.Vault;

/// <summary>Checks that a shortened name is the hash of the whole one that stands in it.</summary>
internal sealed class LongNameCheck(CheckRun run)
{
    private readonly byte[] _whole = new byte[NameCodec.MaxStoredLength + 1];
    private readonly byte[] _name = new byte[NameCodec.MaxStoredLength];

    /// <summary>Reads and checks the whole name.</summary>
    /// <returns>The node with its cleartext name, if that can be read.</returns>
    internal CheckedNode Check(CheckedPlace place, CheckedNode node)
    {
        Errno errno = StoredFiles.Read(node.Node, StoredFiles.LongName, _whole, out int length);
        byte[] path = node.PathOf(StoredFiles.LongName);
        if (errno == Errno.ENOENT)
        {
            place.Add(
                VaultFindingKind.MissingLongName, VaultFindingSeverity.Error, path, null,
                "it does not exist, so the name is lost: what it named is there, but under its stored name");
            return node;
        }

        if (errno is not (Errno.None or Errno.EBADMSG))
        {
            place.AddUnreadable(path, null, errno);
            return node;
        }

        SivDirectory siv = place.Lookup.Siv;
        ReadOnlySpan<byte> whole = _whole.AsSpan(0, length);
        if (errno != Errno.None || run.Tree.Names.Decrypt(in siv, whole, _name, out int written) != Errno.None)
        {
            place.Add(
                VaultFindingKind.UnreadableLongName, VaultFindingSeverity.Error, path, null,
                "it does not authenticate in this directory: it was changed, or moved here from another directory or vault");
            return node;
        }

        byte[] name = _name.AsSpan(0, written).ToArray();
        CheckHash(place, node, whole, name);
        return node with { Name = name };
    }

    private void CheckHash(CheckedPlace place, CheckedNode node, ReadOnlySpan<byte> whole, byte[] name)
    {
        byte[] canonical = new byte[NameCodec.ShortenedLength];
        NameCodec.Shorten(whole, canonical);
        if (node.StoredName.AsSpan().SequenceEqual(canonical))
        {
            return;
        }

        Errno errno = place.Content.Open(canonical, out IContentNode? other);
        other?.Dispose();
        bool isFree = errno == Errno.ENOENT && run.Tree.Names.IsTooLong(whole);
        byte[] storedName = node.StoredName;
        place.Add(
            VaultFindingKind.LongNameMismatch, VaultFindingSeverity.Warning, node.StoredName, name,
            errno == Errno.None
                ? "it is not the hash of its name.c9s, and that name is there too: it is the copy of a synchronisation, or name.c9s was exchanged"
                : "it is not the hash of its name.c9s, so it cannot be found by its name",
            isFree
                ? new PlannedRepair("rename it to the hash of its name", () => VaultRepair.Rename(place.Content, storedName, place.Content, canonical))
                : null);
    }
}
