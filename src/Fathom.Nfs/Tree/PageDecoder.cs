namespace Fathom.Nfs;

// One pass over the reply puts each entry where it belongs:
//
//   whole   all that is wanted is there
//   rest    attributes, the handle of a directory, or the target of a link are missing: further calls fetch them
//
// A second pass fills the columns, once it is known how many entries each batch has.

/// <summary>Decodes replies to READDIR and READDIRPLUS into batches.</summary>
/// <param name="mask">Columns to fill.</param>
internal sealed class PageDecoder(StatMask mask)
{
    private NodeAttributes[] _wholeAttributes = new NodeAttributes[512];
    private NodeAttributes[] _restAttributes = new NodeAttributes[16];

    /// <summary>Decodes one page.</summary>
    /// <param name="reply">The whole result, from its status on.</param>
    /// <param name="isPlus">Entries carry attributes and handles.</param>
    /// <param name="trail">What came before; null on the first page.</param>
    /// <param name="whole">Cleared by the caller; entries are added.</param>
    /// <param name="rest">Cleared by the caller; entries are added.</param>
    /// <returns>The error that the server sent, or <see cref="Errno.EBADMSG"/> if the reply is truncated or malformed; what the batches hold
    /// has no meaning then.</returns>
    internal Errno Decode(
        ReadOnlySpan<byte> reply, bool isPlus, ListingTrail? trail, EntryBatch whole, EntryBatch rest, out DirectoryPage page)
    {
        Errno errno = Scan(reply, isPlus, trail, whole, rest, out page);
        if (errno == Errno.None && trail?.IsSuspect == true)
        {
            trail.TellApart();
            whole.Clear(whole.Directory);
            rest.Clear(rest.Directory);
            errno = Scan(reply, isPlus, trail, whole, rest, out page);
        }

        Fill(whole, _wholeAttributes);
        Fill(rest, _restAttributes);
        return errno;
    }

    private Errno Scan(
        ReadOnlySpan<byte> reply, bool isPlus, ListingTrail? trail, EntryBatch whole, EntryBatch rest, out DirectoryPage page)
    {
        page = default;
        Errno errno = ReadDirResult.Decode(new XdrReader(reply), isPlus, out ReadDirResult entries);
        if (errno != Errno.None)
        {
            return errno;
        }

        page.Verifier = entries.Verifier;
        while (entries.TryRead(out DirectoryEntry3 entry))
        {
            page.Entries++;
            page.Cookie = entry.Cookie;
            if (entry.IsNowhere)
            {
                page.HasBadName = true;
            }
            else if (!entry.IsDot && (trail is null || trail.Accept(entry.Name, entry.Cookie)))
            {
                Add(in entry, whole, rest);
            }
        }

        page.IsEnd = entries.IsEnd;
        return entries.IsMalformed ? Errno.EBADMSG : Errno.None;
    }

    private void Add(in DirectoryEntry3 entry, EntryBatch whole, EntryBatch rest)
    {
        EntryKind kind = entry.Attributes.Kind;
        bool isWhole = entry.HasAttributes
            && (kind != EntryKind.Directory || !entry.Handle.IsEmpty)
            && (kind != EntryKind.Symlink || (mask & StatMask.Target) == 0);
        EntryBatch batch = isWhole ? whole : rest;
        int index = batch.AddName(entry.Name, kind, entry.FileId);
        ref NodeAttributes[] attributes = ref isWhole ? ref _wholeAttributes : ref _restAttributes;
        if (index >= attributes.Length)
        {
            Array.Resize(ref attributes, attributes.Length * 2);
        }

        attributes[index] = entry.Attributes;
        if (!entry.HasAttributes)
        {
            attributes[index] = new NodeAttributes { Inode = entry.FileId };
        }

        if (!entry.Handle.IsEmpty && (kind == EntryKind.Directory || !isWhole))
        {
            batch.SetHandle(index, new NodeHandle(entry.Handle));
        }
    }

    private void Fill(EntryBatch batch, NodeAttributes[] attributes)
    {
        EntryColumns columns = new(batch, mask);
        for (int i = 0; i < batch.Count; i++)
        {
            columns.Store(i, in attributes[i]);
        }

        batch.Filled = mask;
    }
}
