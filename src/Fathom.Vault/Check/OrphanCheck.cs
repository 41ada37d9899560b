namespace Fathom.Vault;

/// <summary>Checks the content directories that no name leads to. Those that others of them lead to come back with these.</summary>
internal sealed class OrphanCheck(CheckRun run)
{
    private readonly EntryBatch _batch = new();
    private readonly EntryBatch _inner = new();
    private readonly HashSet<ContentHash> _hasParent = [];

    internal void Check()
    {
        List<ContentHash> orphans = [.. run.Contents.Unreached];
        Dictionary<ContentHash, DirectoryId> ids = ReadIds(orphans);
        foreach ((ContentHash orphan, DirectoryId id) in ids)
        {
            run.Cancellation.ThrowIfCancellationRequested();
            FindChildren(orphan, id);
        }

        // The topmost first. What is left then leads to itself, and any of a circle may be first.
        IEnumerable<ContentHash> tops = orphans.Where(orphan => ids.ContainsKey(orphan) && !_hasParent.Contains(orphan));
        foreach (ContentHash orphan in tops.Concat(orphans.Where(ids.ContainsKey)).Concat(orphans))
        {
            if (run.Contents.IsUnreached(orphan))
            {
                CheckOrphan(orphan, ids.GetValueOrDefault(orphan));
                run.Flush();
                run.Settle();
            }
        }
    }

    // One may have the id of another.
    private Dictionary<ContentHash, DirectoryId> ReadIds(List<ContentHash> orphans)
    {
        foreach (ContentHash orphan in orphans)
        {
            run.Cancellation.ThrowIfCancellationRequested();
            if (ReadId(orphan) is { } id)
            {
                run.FoundIds.TryAdd(ContentHash.Of(id, run.Tree.Siv), id);
            }
        }

        Dictionary<ContentHash, DirectoryId> ids = [];
        foreach (ContentHash orphan in orphans)
        {
            if (run.FoundIds.TryGetValue(orphan, out DirectoryId? id))
            {
                ids.Add(orphan, id);
            }
        }

        return ids;
    }

    // What its file says, which may be the id of another directory.
    private DirectoryId? ReadId(ContentHash hash)
    {
        Errno errno = Open(hash, out IContentNode? content);
        using (content)
        {
            DirectoryId? id = null;
            return errno == Errno.None && OwnIdCheck.Read(run.Tree, content!, out id) == Errno.None ? id : null;
        }
    }

    private Errno RemoveEmpty(ContentHash hash, DirectoryId? id)
    {
        Errno errno = ReadId(hash) is { } found && ContentHash.Of(found, run.Tree.Siv) != hash ? OwnIdCheck.Return(run, found) : Errno.None;
        return errno == Errno.None ? run.Repair.RemoveContent(hash, id) : errno;
    }

    private void FindChildren(ContentHash hash, DirectoryId id)
    {
        Errno errno = Open(hash, out IContentNode? content);
        using (content)
        {
            errno = errno == Errno.None ? content!.OpenListing(StatMask.Kind, out IDirectoryListing? listing) : Structure.None(errno, out listing);
            using (listing)
            {
                while (errno == Errno.None)
                {
                    errno = listing!.Next(_batch);
                    for (int i = 0; i < _batch.Count; i++)
                    {
                        AddChild(content!, _batch.Name(i), id);
                    }

                    if (_batch.Count == 0)
                    {
                        break;
                    }
                }
            }
        }
    }

    private void AddChild(IContentNode content, ReadOnlySpan<byte> stored, DirectoryId parent)
    {
        if (NameCodec.KindOf(stored) == NameKind.Foreign || content.Open(stored, out IContentNode? node) != Errno.None)
        {
            return;
        }

        using (node)
        {
            Span<byte> bytes = stackalloc byte[DirectoryId.MaxLength + 1];
            if (node!.Kind == EntryKind.Directory
                && StoredFiles.Read(node, StoredFiles.DirectoryId, bytes, out int length) == Errno.None
                && DirectoryId.Parse(bytes[..length], out DirectoryId? id) == Errno.None
                && !id!.Equals(parent))
            {
                _hasParent.Add(ContentHash.Of(id, run.Tree.Siv));
            }
        }
    }

    private void CheckOrphan(ContentHash hash, DirectoryId? id)
    {
        Errno errno = Open(hash, out IContentNode? content);
        using (content)
        {
            NodeContent entries = new();
            errno = errno == Errno.None ? NodeContent.Read(content!, _inner, out entries) : errno;
            if (errno != Errno.None)
            {
                Add(hash, VaultFindingKind.Unreadable, VaultFindingSeverity.Error, $"it cannot be listed: {errno.Describe()}", default, null);
                return;
            }

            int count = entries.EntryCount;
            if (count == 0)
            {
                AddEmpty(hash, id);
            }
            else
            {
                AddOrphan(hash, id, count);
            }
        }
    }

    private void AddEmpty(ContentHash hash, DirectoryId? id)
    {
        run.Contents.TryReach(hash);
        Add(
            hash, VaultFindingKind.EmptyOrphan, VaultFindingSeverity.Warning, "no directory leads to this content directory, and nothing is in it", default,
            run.IsIncomplete ? null : new PlannedRepair("remove it", () => RemoveEmpty(hash, id)));
    }

    private void AddOrphan(ContentHash hash, DirectoryId? id, int count)
    {
        string what = $"no directory leads to this content directory, which has {count} {(count == 1 ? "entry" : "entries")}";
        if (id is null)
        {
            run.Contents.TryReach(hash);
            Add(
                hash, VaultFindingKind.OrphanedContent, VaultFindingSeverity.Error,
                what + "; its dirid.c9r is not readable, and without it no name in it can be decrypted: restore that file, or the directory's dir.c9r, from a backup", default, null);
            return;
        }

        byte[] name = LostAndFound.NameOf(id, run.Tree.Siv);
        CheckedDirectory found = new(run.LostAndFound.Directory, name, id);
        run.Contents.TryReach(hash);
        run.Push(found);
        PlannedRepair? repair = run.IsIncomplete
            ? null
            : new PlannedRepair($"show it as LOST+FOUND/{System.Text.Encoding.ASCII.GetString(name)}", () => run.LostAndFound.Attach(name, id));
        what += run.IsIncomplete ? "; not all of the vault could be read, so a name that leads here may be there still" : string.Empty;
        Add(hash, VaultFindingKind.OrphanedContent, VaultFindingSeverity.Error, what, found.ClearPath([]), repair);
    }

    private void Add(ContentHash hash, VaultFindingKind kind, VaultFindingSeverity severity, string detail, ReadOnlyMemory<byte> clearPath, PlannedRepair? repair) =>
        run.Add(
            new VaultFinding
            {
                Kind = kind,
                Severity = severity,
                StoredPath = hash.ToPath(),
                ClearPath = clearPath,
                Detail = detail,
                Repair = repair?.Text ?? string.Empty,
            },
            repair?.Run);

    private Errno Open(ContentHash hash, out IContentNode? content) => run.Tree.Contents.Open(hash.ToPath(), out content);
}
