namespace Fathom.Vault;

/// <summary>Removes stored nodes and the contents of directories.</summary>
internal static class NodeRemoval
{
    // What other programs put into a vault is removed with the directory it is in; deeper than this it is none that we understand.
    private const int MaxDepth = 64;

    /// <summary>Whether a directory has entries.</summary>
    /// <returns>ENOTEMPTY; None also where its content is missing.</returns>
    internal static Errno CheckEmpty(VaultTree tree, DirectoryId id)
    {
        Errno errno = tree.Contents.Open(id, StatMask.None, out IContentNode? content, out _);
        using (content)
        {
            return errno == Errno.None ? List(content!, null) : errno == Errno.ENOENT ? Errno.None : errno;
        }
    }

    /// <summary>Removes the content directory of a directory that is empty, with what is no vault's in it.</summary>
    /// <param name="parent">The content directory that its node is in: gets what an interruption left, which may be the only copy of something.</param>
    /// <returns>ENOTEMPTY, and then it is as it was, but for what is no vault's; None also where it is missing.</returns>
    internal static Errno RemoveContent(VaultTree tree, DirectoryId id, IWritableNode parent)
    {
        Errno errno = tree.Contents.Open(id, StatMask.None, out IContentNode? opened, out _);
        if (errno != Errno.None)
        {
            return errno == Errno.ENOENT ? Errno.None : errno;
        }

        using (opened)
        {
            IWritableNode content = (IWritableNode)opened!;
            List<byte[]> foreign = [];
            errno = List(content, foreign);
            for (int i = 0; errno == Errno.None && i < foreign.Count; i++)
            {
                errno = TemporaryName.Is(foreign[i]) ? RemoveLeftover(tree, content, foreign[i], parent) : Remove(content, foreign[i], 0);
            }

            errno = errno == Errno.None ? UnlinkIfThere(content, StoredFiles.OwnId) : errno;
            errno = errno == Errno.None ? tree.Contents.Remove(id) : errno;
            if (errno is not (Errno.None or Errno.ENOENT))
            {
                // Another program was faster: what it made stays, and so does the directory.
                RestoreOwnId(tree, id, content);
            }

            else
            {
                tree.Held.Remove(id);
            }

            return errno == Errno.ENOENT ? Errno.None : errno;
        }
    }

    /// <summary>Gives a node a temporary name, so that nobody sees it any more.</summary>
    /// <param name="aside">That name.</param>
    internal static Errno SetAside(IWritableNode content, ReadOnlySpan<byte> stored, out byte[] aside)
    {
        aside = TemporaryName.Create();
        return content.Rename(stored, content, aside, RenameMode.Replace);
    }

    /// <summary>Removes a node that has a temporary name, as far as possible: what stays is no entry of the vault any more.</summary>
    internal static void Discard(IWritableNode content, ReadOnlySpan<byte> aside) => _ = Remove(content, aside, 0);

    /// <summary>Removes an entry: its node is set aside first, so that nobody sees what is half removed.</summary>
    /// <param name="content">The content directory that it is in.</param>
    /// <param name="stored">Where it stands in there, which may be another name than it was found with.</param>
    /// <returns>ENOTEMPTY for a directory in which somebody made something: it stays as it was.</returns>
    internal static Errno RemoveEntry(VaultTree tree, IWritableNode content, ReadOnlySpan<byte> stored, StoredEntry entry)
    {
        if (entry.IsPlain)
        {
            return content.Unlink(stored);
        }

        Errno errno = SetAside(content, stored, out byte[] aside);
        if (errno != Errno.None)
        {
            return errno;
        }

        errno = entry.Id is null ? Errno.None : RemoveContent(tree, entry.Id, content);
        if (errno == Errno.None)
        {
            Discard(content, aside);
            return Errno.None;
        }

        // Should another program have taken the name already, the node keeps the temporary one: a check finds it.
        _ = Structure.RenameToFree(content, aside, content, stored, isPlain: false);
        return errno;
    }

    /// <summary>Removes a node as it is; what it leads to stays.</summary>
    internal static Errno RemoveNode(IWritableNode content, StoredEntry entry)
    {
        if (entry.IsPlain)
        {
            return content.Unlink(entry.Name);
        }

        Errno errno = SetAside(content, entry.Name, out byte[] aside);
        if (errno == Errno.None)
        {
            Discard(content, aside);
        }

        return errno;
    }

    /// <summary>Removes the name of something that may not be there.</summary>
    internal static Errno UnlinkIfThere(IWritableNode directory, ReadOnlySpan<byte> name)
    {
        Errno errno = directory.Unlink(name);
        return errno == Errno.ENOENT ? Errno.None : errno;
    }

    // Nothing in it depends on the directory that it is in: a check judges it there as it would have here.
    private static Errno RemoveLeftover(VaultTree tree, IWritableNode content, ReadOnlySpan<byte> name, IWritableNode parent)
    {
        Errno errno = content.Open(name, StatMask.Size, out IContentNode? node, out NodeAttributes attributes);
        using (node)
        {
            CipherLayout layout = tree.Layout;
            bool holdsNothing = node?.Kind == EntryKind.File && attributes.Size <= layout.HeaderLength + layout.ChunkOverhead;
            return errno == Errno.ENOENT ? Errno.None
                : errno != Errno.None ? errno
                : holdsNothing ? UnlinkIfThere(content, name)
                : content.Rename(name, parent, name, RenameMode.Replace);
        }
    }

    private static Errno List(IContentNode content, List<byte[]>? foreign)
    {
        Errno errno = content.OpenListing(StatMask.None, out IDirectoryListing? listing);
        using (listing)
        {
            EntryBatch batch = new();
            while (errno == Errno.None && (errno = listing!.Next(batch)) == Errno.None && batch.Count > 0)
            {
                for (int i = 0; i < batch.Count; i++)
                {
                    ReadOnlySpan<byte> name = batch.Name(i);
                    if (name.SequenceEqual(StoredFiles.OwnId))
                    {
                        continue;
                    }

                    if (NameCodec.KindOf(name) != NameKind.Foreign)
                    {
                        return Errno.ENOTEMPTY;
                    }

                    foreign?.Add(name.ToArray());
                }
            }
        }

        return errno;
    }

    private static Errno Remove(IWritableNode directory, ReadOnlySpan<byte> name, int depth)
    {
        Errno errno = UnlinkIfThere(directory, name);
        if (errno is not (Errno.EISDIR or Errno.EPERM))
        {
            return errno;
        }

        errno = depth < MaxDepth ? RemoveBelow(directory, name, depth) : Errno.ELOOP;
        return errno == Errno.None ? directory.RemoveDirectory(name) : errno;
    }

    private static Errno RemoveBelow(IWritableNode directory, ReadOnlySpan<byte> name, int depth)
    {
        Errno errno = directory.OpenWritable(name, out IWritableNode? node);
        using (node)
        {
            errno = errno == Errno.None ? node!.OpenListing(StatMask.None, out IDirectoryListing? listing) : Structure.None(errno, out listing);
            List<byte[]> names = [];
            using (listing)
            {
                EntryBatch batch = new();
                while (errno == Errno.None && (errno = listing!.Next(batch)) == Errno.None && batch.Count > 0)
                {
                    for (int i = 0; i < batch.Count; i++)
                    {
                        names.Add(batch.Name(i).ToArray());
                    }
                }
            }

            for (int i = 0; errno == Errno.None && i < names.Count; i++)
            {
                errno = Remove(node!, names[i], depth + 1);
            }

            return errno;
        }
    }

    private static void RestoreOwnId(VaultTree tree, DirectoryId id, IWritableNode content)
    {
        // For repairs alone: the error that brought us here says more.
        Errno errno = content.Open(StoredFiles.OwnId, out IContentNode? there);
        there?.Dispose();
        if (errno == Errno.ENOENT && Structure.ReadMode(content, out uint mode) == Errno.None)
        {
            _ = Structure.PutEncrypted(tree, content, StoredFiles.OwnId, id.Bytes, mode);
        }
    }
}
