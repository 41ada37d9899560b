namespace Fathom.Vault;

/// <summary>Nodes that were made or renamed, and whose parts may not be on stable storage yet: a vault's directory or link is several files and
/// directories, where another tree has one, and who syncs the directory that it is in expects to find it after a power cut. Thread-safe.</summary>
internal sealed class UnsyncedNodes
{
    // Who makes more of them without a sync waits for each.
    private const int Capacity = 4096;

    private readonly Lock _lock = new();
    private readonly Dictionary<DirectoryId, HashSet<string>> _nodes = [];
    private int _count;

    /// <summary>Notes a node.</summary>
    /// <param name="content">The content directory of the directory that it is in.</param>
    /// <param name="stored">Its stored name, which is ASCII.</param>
    internal void Add(VaultTree tree, DirectoryId directory, IContentNode content, ReadOnlySpan<byte> stored)
    {
        lock (_lock)
        {
            if (_count < Capacity)
            {
                if (!_nodes.TryGetValue(directory, out HashSet<string>? names))
                {
                    _nodes.Add(directory, names = []);
                }

                _count += names.Add(System.Text.Encoding.Latin1.GetString(stored)) ? 1 : 0;
                return;
            }
        }

        // What cannot be written shows when the directory is synced.
        _ = SyncNode(tree, content, stored);
    }

    /// <summary>Waits until the nodes that were made in a directory are on stable storage with all their parts.</summary>
    internal Errno Sync(VaultTree tree, DirectoryId directory, IContentNode content)
    {
        HashSet<string>? names;
        lock (_lock)
        {
            _nodes.Remove(directory, out names);
            _count -= names?.Count ?? 0;
        }

        Errno errno = Errno.None;
        foreach (string name in names ?? [])
        {
            byte[] stored = System.Text.Encoding.Latin1.GetBytes(name);
            if (errno == Errno.None)
            {
                errno = SyncNode(tree, content, stored);
            }

            if (errno != Errno.None)
            {
                Add(tree, directory, content, stored);
            }
        }

        return errno;
    }

    private static Errno SyncNode(VaultTree tree, IContentNode content, ReadOnlySpan<byte> stored)
    {
        Errno errno = content.Open(stored, out IContentNode? node);
        using (node)
        {
            if (errno != Errno.None || node!.Kind != EntryKind.Directory)
            {
                return Gone(errno);
            }

            Errno first = SyncFile(node, StoredFiles.LongName);
            first = first == Errno.None ? SyncFile(node, StoredFiles.Symlink) : first;
            first = first == Errno.None ? SyncFile(node, StoredFiles.DirectoryId) : first;
            first = first == Errno.None ? ((IWritableNode)node).Sync() : first;
            return first == Errno.None ? SyncContent(tree, node) : first;
        }
    }

    private static Errno SyncContent(VaultTree tree, IContentNode node)
    {
        Errno errno = ResolvedNode.Resolve(node, NameKind.Regular, StatMask.None, out ResolvedNode resolved);
        resolved.Inner?.Dispose();
        if (errno != Errno.None || resolved.Id is null)
        {
            return Errno.None;
        }

        errno = tree.Contents.Open(resolved.Id, StatMask.None, out IContentNode? content, out _);
        using (content)
        {
            errno = errno == Errno.None ? SyncFile(content!, StoredFiles.OwnId) : errno;
            errno = errno == Errno.None ? ((IWritableNode)content!).Sync() : errno;
            return Gone(errno == Errno.None ? tree.Contents.Sync(resolved.Id) : errno);
        }
    }

    private static Errno SyncFile(IContentNode directory, ReadOnlySpan<byte> name)
    {
        Errno errno = directory.Open(name, out IContentNode? file);
        using (file)
        {
            return Gone(errno == Errno.None ? ((IWritableNode)file!).Sync() : errno);
        }
    }

    // Removed or renamed meanwhile: there is nothing to wait for.
    private static Errno Gone(Errno errno) => errno == Errno.ENOENT ? Errno.None : errno;
}
