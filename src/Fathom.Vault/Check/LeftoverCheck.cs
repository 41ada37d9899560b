namespace Fathom.Vault;

/// <summary>Says what an interrupted operation left behind: nothing that is not elsewhere, which a repair removes, or perhaps the only copy of
/// something, which it moves to <c>LOST+FOUND</c>.</summary>
internal sealed class LeftoverCheck(CheckRun run)
{
    private readonly EntryBatch _batch = new();

    /// <summary>Checks a leftover when all names of the vault have been followed.</summary>
    internal void Check(Leftover leftover)
    {
        Errno errno = run.Tree.Contents.Open(leftover.Directory.Id, StatMask.None, out IContentNode? content, out _);
        if (errno != Errno.None)
        {
            return; // Told when the directory was checked, and gone since.
        }

        using IContentNode directory = content!;
        CheckedPlace place = new(run, leftover.Directory, directory);
        errno = directory.Open(leftover.StoredName, out IContentNode? node);
        using (node)
        {
            if (errno is not (Errno.None or Errno.ENOENT))
            {
                place.AddUnreadable(leftover.StoredName, null, errno);
            }
            else if (node?.Kind == EntryKind.File)
            {
                CheckFile(place, node, leftover.StoredName);
            }
            else if (node is not null)
            {
                CheckNode(place, node, leftover.StoredName);
            }

            // While the directory is open: repairs work in it.
            run.Flush();
        }
    }

    private void CheckFile(CheckedPlace place, IContentNode file, byte[] name)
    {
        switch (Judge(file, place.Directory.Id))
        {
            case LeftoverContent.Nothing:
                AddNothing(place, name, "an unfinished file without content, or with another name", () => VaultRepair.RemoveFile(place.Content, name));
                break;
            case LeftoverContent.Data:
                AddData(place, name, "a file that may be an unfinished copy, or the only one", () => run.LostAndFound.Move(place.Content, name, FoundName(name)));
                break;
            default:
                AddUnclear(place, name);
                break;
        }
    }

    private void CheckNode(CheckedPlace place, IContentNode node, byte[] name)
    {
        Errno errno = node.Kind == EntryKind.Directory ? NodeContent.Read(node, _batch, out NodeContent content) : None(out content);
        if (errno != Errno.None)
        {
            place.AddUnreadable(name, null, errno);
        }
        else if (content.Others.Count > 0 || content.HasOwnId || content.Count > 1 || node.Kind != EntryKind.Directory)
        {
            AddUnclear(place, name);
        }
        else if (content.HasDirectoryId)
        {
            CheckDirectory(place, node, name);
        }
        else if (content.HasSymlink || content.HasContents)
        {
            CheckInner(place, node, name, content.HasSymlink);
        }
        else
        {
            AddNothing(place, name, "an unfinished name", () => Remove(place, name));
        }
    }

    // A link moves with its node, a file with a long name without it: the new name is short.
    private void CheckInner(CheckedPlace place, IContentNode node, byte[] name, bool isSymlink)
    {
        byte[] innerName = (isSymlink ? StoredFiles.Symlink : StoredFiles.Contents).ToArray();
        Errno errno = node.Open(innerName, out IContentNode? inner);
        using (inner)
        {
            if (errno != Errno.None || inner!.Kind != EntryKind.File)
            {
                AddUnclear(place, name);
                return;
            }

            switch (Judge(inner, place.Directory.Id))
            {
                case LeftoverContent.Nothing:
                    AddNothing(place, name, "an unfinished file or link without content, or with another name", () => Remove(place, name, innerName));
                    break;
                case LeftoverContent.Data when isSymlink:
                    AddData(place, name, "a link", () => MoveNode(place, name, FoundName(name)));
                    break;
                case LeftoverContent.Data:
                    AddData(place, name, "a file that may be an unfinished copy, or the only one", () => MoveInner(place, name, innerName));
                    break;
                default:
                    AddUnclear(place, name);
                    break;
            }
        }
    }

    private void CheckDirectory(CheckedPlace place, IContentNode node, byte[] name)
    {
        Span<byte> bytes = stackalloc byte[DirectoryId.MaxLength + 1];
        Errno errno = StoredFiles.Read(node, StoredFiles.DirectoryId, bytes, out int length);
        byte[] idFile = StoredFiles.DirectoryId.ToArray();
        if (errno != Errno.None || length > DirectoryId.MaxLength)
        {
            AddUnclear(place, name);
            return;
        }

        if (length == 0)
        {
            AddNothing(place, name, "an unfinished directory", () => Remove(place, name, idFile));
            return;
        }

        DirectoryId id = new(bytes[..length].ToArray());
        ContentHash hash = ContentHash.Of(id, run.Tree.Siv);
        if (!run.Contents.TryReach(hash))
        {
            AddNothing(place, name, "a directory that has another name", () => Remove(place, name, idFile));
            return;
        }

        errno = CountEntries(id, out int count);
        if (errno is Errno.None or Errno.ENOENT && count == 0)
        {
            AddNothing(place, name, "a directory without content", () =>
            {
                Errno removed = run.Repair.RemoveContent(hash, id);
                return removed == Errno.None ? Remove(place, name, idFile) : removed;
            });
        }
        else if (errno != Errno.None)
        {
            AddUnclear(place, name);
        }
        else
        {
            byte[] found = LostAndFound.NameOf(id, run.Tree.Siv);
            run.Push(new CheckedDirectory(run.LostAndFound.Directory, found, id));
            AddData(place, name, $"a directory with {count} {(count == 1 ? "entry" : "entries")}", () => MoveNode(place, name, found));
        }
    }

    private Errno CountEntries(DirectoryId id, out int count)
    {
        count = 0;
        Errno errno = run.Tree.Contents.Open(id, StatMask.None, out IContentNode? content, out _);
        using (content)
        {
            NodeContent entries = new();
            errno = errno == Errno.None ? NodeContent.Read(content!, _batch, out entries) : errno;
            count = entries.EntryCount;
            return errno;
        }
    }

    private LeftoverContent Judge(IContentNode file, DirectoryId own)
    {
        Errno errno = file.ReadAttributes(StatMask.Size | StatMask.Links, out NodeAttributes attributes);
        CipherLayout layout = run.Tree.Layout;
        if (errno != Errno.None)
        {
            return LeftoverContent.Unclear;
        }

        if (attributes.Links > 1 || attributes.Size <= layout.HeaderLength + layout.ChunkOverhead)
        {
            return LeftoverContent.Nothing;
        }

        errno = VaultFile.Open(run.Tree, file, out VaultFile? opened);
        using (opened)
        {
            // The content directory's own id, which a repair was about to write.
            byte[] bytes = new byte[DirectoryId.MaxLength + 1];
            return errno != Errno.None ? LeftoverContent.Unclear
                : opened!.Read(0, bytes, out int length) == Errno.None && bytes.AsSpan(0, length).SequenceEqual(own.Bytes) ? LeftoverContent.Nothing
                : LeftoverContent.Data;
        }
    }

    private Errno MoveNode(CheckedPlace place, byte[] name, byte[] found)
    {
        Errno errno = place.Content.Open(name, out IContentNode? node);
        using (node)
        {
            // A name that is not shortened has none.
            errno = errno == Errno.None ? VaultRepair.RemoveFile(node!, StoredFiles.LongName) : errno;
            return errno == Errno.None ? run.LostAndFound.Move(place.Content, name, found) : errno;
        }
    }

    private Errno MoveInner(CheckedPlace place, byte[] name, byte[] innerName)
    {
        Errno errno = place.Content.Open(name, out IContentNode? node);
        using (node)
        {
            errno = errno == Errno.None ? run.LostAndFound.Move(node!, innerName, FoundName(name)) : errno;
            return errno == Errno.None ? Remove(place, name) : errno;
        }
    }

    private static Errno Remove(CheckedPlace place, byte[] name, params byte[][] files) =>
        VaultRepair.RemoveNode(place.Content, name, [.. files, StoredFiles.LongName.ToArray()]);

    // Without the suffix that would hide it.
    private static byte[] FoundName(byte[] temporary) => temporary[..temporary.AsSpan().LastIndexOf((byte)'.')];

    private static void AddNothing(CheckedPlace place, byte[] name, string what, Func<Errno> repair) => place.Add(
        VaultFindingKind.Leftover, VaultFindingSeverity.Warning, name, null,
        $"an interrupted operation left this behind: {what}; it holds nothing that is not elsewhere", new PlannedRepair("remove it", repair));

    private void AddData(CheckedPlace place, byte[] name, string what, Func<Errno> repair) => place.Add(
        VaultFindingKind.Leftover, VaultFindingSeverity.Error, name, null,
        $"an interrupted operation left this behind: {what}" + (run.IsIncomplete ? "; not all of the vault could be read, so it stays" : string.Empty),
        run.IsIncomplete ? null : new PlannedRepair("move it to LOST+FOUND", repair));

    private static void AddUnclear(CheckedPlace place, byte[] name) => place.Add(
        VaultFindingKind.Leftover, VaultFindingSeverity.Error, name, null,
        "this has the name of what an interrupted operation leaves behind, but cannot be read or is something else: look at it, and remove it if it is nothing to you");

    private static Errno None(out NodeContent content)
    {
        content = new NodeContent();
        return Errno.None;
    }
}
