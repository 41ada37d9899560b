namespace Fathom.Vault;

/// <summary>Checks what a stored node stands for.</summary>
internal sealed class NodeCheck(CheckRun run)
{
    private readonly EntryBatch _batch = new();
    private readonly LongNameCheck _longNames = new(run);

    /// <summary>Checks a node, and has a directory checked later.</summary>
    internal void Check(CheckedPlace place, CheckedNode node)
    {
        if (node.Node.Kind == EntryKind.File && node.Kind == NameKind.Regular)
        {
            run.Files.Check(place, node.Node, node.Size, node.StoredName, node.Name);
        }
        else if (node.Node.Kind != EntryKind.Directory)
        {
            place.Add(
                VaultFindingKind.EmptyNode, VaultFindingSeverity.Error, node.StoredName, node.Name,
                "a file of the vault has this name, but what is there is neither a file nor a directory of the ciphertext");
        }
        else
        {
            CheckDirectory(place, node);
        }
    }

    private void CheckDirectory(CheckedPlace place, CheckedNode node)
    {
        Errno errno = NodeContent.Read(node.Node, _batch, out NodeContent content);
        if (errno != Errno.None)
        {
            place.AddUnreadable(node.StoredName, node.Name, errno);
            return;
        }

        if (node.Kind == NameKind.Shortened)
        {
            node = _longNames.Check(place, node);
        }

        foreach (byte[] other in content.Others)
        {
            place.Add(VaultFindingKind.ForeignFile, VaultFindingSeverity.Information, node.PathOf(other), null, "this is no part of a vault");
        }

        bool isShortened = node.Kind == NameKind.Shortened;
        if (content.Count > 1)
        {
            place.Add(
                VaultFindingKind.AmbiguousNode, VaultFindingSeverity.Warning, node.StoredName, node.Name,
                "this name stands for several things at once, of which programs show one: move away all but one of dir.c9r, symlink.c9r and contents.c9r");
        }

        if (isShortened && content.HasContents)
        {
            CheckContents(place, node);
        }
        else if (content.HasDirectoryId)
        {
            CheckDirectoryId(place, node);
        }
        else if (content.HasSymlink)
        {
            CheckSymlink(place, node);
        }
        else
        {
            AddEmpty(place, node, content);
        }
    }

    private static bool IsNothingIn(CheckedNode node, NodeContent content) =>
        content.Count == 0 && content.Others.Count == 0 && !content.HasOwnId && (node.Kind == NameKind.Shortened || !content.HasLongName);

    private static void AddEmpty(CheckedPlace place, CheckedNode node, NodeContent content)
    {
        byte[] storedName = node.StoredName;
        place.Add(
            VaultFindingKind.EmptyNode, VaultFindingSeverity.Error, node.StoredName, node.Name,
            "this name stands for neither a file, a directory nor a link: what was there is lost, or its creation was interrupted",
            IsNothingIn(node, content)
                ? new PlannedRepair("remove the name, which holds nothing", () => VaultRepair.RemoveNode(place.Content, storedName, [StoredFiles.LongName.ToArray()]))
                : null);
    }

    private void CheckContents(CheckedPlace place, CheckedNode node)
    {
        Errno errno = node.Node.Open(StoredFiles.Contents, StatMask.Size, out IContentNode? contents, out NodeAttributes attributes);
        using (contents)
        {
            byte[] path = node.PathOf(StoredFiles.Contents);
            if (errno != Errno.None || contents!.Kind != EntryKind.File)
            {
                place.AddUnreadable(path, node.Name, errno == Errno.None ? Errno.EBADMSG : errno);
                return;
            }

            run.Files.Check(place, contents, attributes.Size, path, node.Name);
        }
    }

    private void CheckSymlink(CheckedPlace place, CheckedNode node)
    {
        run.Count(CheckCount.Links);
        Errno errno = node.Node.Open(StoredFiles.Symlink, out IContentNode? link);
        using (link)
        {
            errno = errno == Errno.None && link!.Kind != EntryKind.File ? Errno.EBADMSG : errno;
            errno = errno == Errno.None ? VaultFile.ReadTarget(run.Tree, link!, out _) : errno;
            if (errno == Errno.EBADMSG)
            {
                place.Add(
                    VaultFindingKind.UnreadableTarget, VaultFindingSeverity.Error, node.PathOf(StoredFiles.Symlink), node.Name,
                    "the target of this link does not authenticate: it was changed or cut, or belongs to another vault");
            }
            else if (errno != Errno.None)
            {
                place.AddUnreadable(node.PathOf(StoredFiles.Symlink), node.Name, errno);
            }
        }
    }

    private void CheckDirectoryId(CheckedPlace place, CheckedNode node)
    {
        Span<byte> content = stackalloc byte[DirectoryId.MaxLength + 1];
        Errno errno = StoredFiles.Read(node.Node, StoredFiles.DirectoryId, content, out int length);
        byte[] path = node.PathOf(StoredFiles.DirectoryId);
        DirectoryId? id = null;
        if (errno != Errno.None)
        {
            place.AddUnreadable(path, node.Name, errno);
        }
        else if (DirectoryId.Parse(content[..length], out id) != Errno.None)
        {
            place.Add(
                VaultFindingKind.MalformedDirectoryId, VaultFindingSeverity.Error, path, node.Name,
                length == 0 ? "it is empty, so nobody knows where the content of this directory is" : $"it is longer than {DirectoryId.MaxLength} bytes, as no id is");
        }
        else if (node.Name is null)
        {
            // Nobody comes to it by a name: its content is an orphan, which a repair gives another one.
        }
        else if (run.Contents.TryReach(ContentHash.Of(id!, run.Tree.Siv)))
        {
            run.Push(new CheckedDirectory(place.Directory, node.Name, id!));
        }
        else
        {
            AddRepeated(place, node, path, id!);
        }
    }

    private static void AddRepeated(CheckedPlace place, CheckedNode node, byte[] path, DirectoryId id)
    {
        if (place.Directory.IsIn(id))
        {
            place.Add(
                VaultFindingKind.DirectoryLoop, VaultFindingSeverity.Error, path, node.Name,
                "it leads to a directory that this one lies in: it was replaced, and its own content is orphaned");
        }
        else
        {
            place.Add(
                VaultFindingKind.DuplicateDirectoryId, node.IsConflict ? VaultFindingSeverity.Information : VaultFindingSeverity.Error, path, node.Name,
                node.IsConflict
                    ? "it leads to the same directory as another name, and may be removed"
                    : "it leads to the content of another directory: it was replaced or copied, or a rename was interrupted; removing the one removes the content of both");
        }
    }
}
