namespace Fathom.Vault;

/// <summary>Checks that a content directory has its own id, with which it could be saved if its directory were lost.</summary>
internal sealed class OwnIdCheck(CheckRun run)
{
    /// <summary>Checks the <c>dirid.c9r</c> of a directory whose id is known.</summary>
    internal void Check(CheckedPlace place)
    {
        Errno errno = Read(run.Tree, place.Content, out DirectoryId? id);
        if (errno == Errno.None && id!.Equals(place.Directory.Id))
        {
            return;
        }

        // The root's is the same in every vault: nothing depends on it.
        VaultFindingSeverity severity = place.Directory.Id.IsRoot ? VaultFindingSeverity.Information : VaultFindingSeverity.Warning;
        PlannedRepair repair = new("write it", () =>
        {
            Errno returned = id is null ? Errno.None : Return(run, id);
            return returned == Errno.None ? run.Repair.WriteOwnId(place.Content, place.Directory.Id) : returned;
        });
        if (errno == Errno.None)
        {
            run.FoundIds.TryAdd(ContentHash.Of(id!, run.Tree.Siv), id!);
            place.Add(VaultFindingKind.WrongOwnId, severity, StoredFiles.OwnId, [], "it holds the id of another directory: it was copied here", repair);
        }
        else if (errno == Errno.ENOENT)
        {
            place.Add(
                VaultFindingKind.MissingOwnId, severity, StoredFiles.OwnId, [],
                "it does not exist: were the directory's name lost, nothing in it could be decrypted any more", repair);
        }
        else if (errno == Errno.EBADMSG)
        {
            place.Add(VaultFindingKind.UnreadableOwnId, severity, StoredFiles.OwnId, [], "it does not authenticate: it was changed, or belongs to another vault", repair);
        }
        else
        {
            place.AddUnreadable(StoredFiles.OwnId, [], errno);
        }
    }

    /// <summary>Puts an id that was found in another directory's content where it belongs, if none can be read there: what is about to
    /// be written over or removed may be the only copy.</summary>
    internal static Errno Return(CheckRun run, DirectoryId id)
    {
        Errno errno = run.Tree.Contents.Open(id, StatMask.None, out IContentNode? content, out _);
        using (content)
        {
            if (errno != Errno.None)
            {
                return errno == Errno.ENOENT ? Errno.None : errno;
            }

            errno = Read(run.Tree, content!, out _);
            return errno is Errno.ENOENT or Errno.EBADMSG ? run.Repair.WriteOwnId(content!, id) : errno;
        }
    }

    /// <summary>Reads the id that a content directory says it has.</summary>
    /// <returns>ENOENT; EBADMSG where it does not authenticate.</returns>
    internal static Errno Read(VaultTree tree, IContentNode content, out DirectoryId? id)
    {
        id = null;
        Errno errno = content.Open(StoredFiles.OwnId, out IContentNode? node);
        using (node)
        {
            if (errno != Errno.None)
            {
                return errno;
            }

            if (node!.Kind != EntryKind.File)
            {
                return Errno.EBADMSG;
            }

            errno = VaultFile.Open(tree, node, out VaultFile? file);
            using (file)
            {
                byte[] bytes = new byte[DirectoryId.MaxLength + 1];
                int length = 0;
                errno = errno == Errno.None ? file!.Read(0, bytes, out length) : errno;
                errno = errno == Errno.None && length > DirectoryId.MaxLength ? Errno.EBADMSG : errno;
                id = errno == Errno.None ? new DirectoryId(bytes[..length]) : null;
                return errno;
            }
        }
    }
}
