namespace Fathom.Vault;

/// <summary>Looks for the directory whose content is stored at a path: hashes lead from ids to paths and never back, so all are tried.</summary>
/// <param name="content">As <see cref="DirectoryId.PathOf"/> writes it.</param>
internal sealed class DirectorySearch(VaultTree tree, byte[] content)
{
    private readonly Stack<(DirectoryId Id, byte[] Path)> _pending = new();

    // A damaged vault may have one directory at two places, also inside of itself.
    private readonly HashSet<DirectoryId> _seen = [];

    /// <summary>Searches.</summary>
    /// <param name="id">Of the directory; null where the result is an error.</param>
    /// <param name="path">Of the cleartext: empty for the root, otherwise with a slash in front.</param>
    /// <returns>ENOENT where there is none; a directory that cannot be listed is the error only if none is found elsewhere.</returns>
    internal Errno Run(out DirectoryId? id, out byte[] path)
    {
        Errno worst = Errno.ENOENT;
        Push(DirectoryId.Root, []);
        while (_pending.TryPop(out (DirectoryId Id, byte[] Path) next))
        {
            (id, path) = next;
            if (id.PathOf(tree.Siv).AsSpan().SequenceEqual(content))
            {
                return Errno.None;
            }

            Errno errno = PushChildren(id, path);
            worst = errno is Errno.None or Errno.ENOENT ? worst : errno;
        }

        (id, path) = (null, []);
        return worst;
    }

    private void Push(DirectoryId id, byte[] path)
    {
        if (_seen.Add(id))
        {
            _pending.Push((id, path));
        }
    }

    private Errno PushChildren(DirectoryId id, byte[] path)
    {
        Errno errno = tree.Contents.Open(id, StatMask.None, out IContentNode? stored, out _);
        if (errno != Errno.None)
        {
            return errno;
        }

        using VaultNode node = VaultNode.OfDirectory(tree, id, stored!, 0, null);
        errno = node.OpenListing(StatMask.None, out IDirectoryListing? listing);
        using (listing)
        {
            EntryBatch batch = new();
            while (errno == Errno.None)
            {
                errno = listing!.Next(batch);
                if (batch.Count == 0)
                {
                    break;
                }

                errno = errno == Errno.None ? PushDirectories(batch, id, path) : errno;
            }
        }

        return errno;
    }

    private Errno PushDirectories(EntryBatch batch, DirectoryId parent, byte[] path)
    {
        Errno worst = Errno.None;
        for (int i = 0; i < batch.Count; i++)
        {
            if (batch.Kinds[i] != EntryKind.Directory)
            {
                continue;
            }

            // Long ids are no handles.
            NodeHandle handle = batch.Handle(i);
            DirectoryId? id = handle.IsEmpty ? null : new DirectoryId(handle.Bytes.ToArray());
            Errno errno = id is null ? tree.ReadId(parent, batch.Name(i), out id) : Errno.None;
            worst = errno == Errno.None ? worst : errno;
            if (id is not null)
            {
                Push(id, [.. path, (byte)'/', .. batch.Name(i)]);
            }
        }

        return worst;
    }
}
