namespace Fathom.Nfs;

/// <summary>Where the listing of one directory is: the next page, and what shows that it would never end.</summary>
/// <remarks>RFC 1813, sections 3.3.16 and 3.3.17.</remarks>
internal sealed class PageChain
{
    private const int FirstSize = 64 * 1024;
    private const int Growth = 4;

    private readonly ListingTrail _trail = new();
    private bool _wasEnlarged;

    internal PageChain(NfsOptions options)
    {
        IsPlus = !options.ForceReadDir;
        Size = options.ListingSize > 0 ? options.ListingSize : FirstSize;
    }

    internal bool IsPlus { get; private set; }

    /// <summary>Bytes to ask for.</summary>
    internal int Size { get; private set; }

    internal ulong Cookie { get; private set; }

    internal ulong Verifier { get; private set; }

    internal bool IsEnd { get; private set; }

    /// <summary>Takes the answer for the page that was asked for; after an error that another question may cure there is nothing new, and no error.</summary>
    /// <param name="errno">Why there is no result.</param>
    internal Errno Take(Errno errno, XdrReader result, List<NfsDirectoryEntry> entries)
    {
        if (errno == Errno.None)
        {
            switch (Nfs3Result.StatusOf(result.Rest))
            {
                case Nfs3Status.NFS3ERR_TOOSMALL:
                    return Enlarge();
                case Nfs3Status.NFS3ERR_BAD_COOKIE when TryRestart():
                    return Errno.None;
            }

            int before = entries.Count;
            errno = Take(result, entries);
            if (_trail.IsSuspect)
            {
                // Names came that had come before, or may have: the page is read once more, without them.
                _trail.TellApart();
                entries.RemoveRange(before, entries.Count - before);
                errno = Take(result, entries);
            }
        }

        // NOTSUPP of the procedure, or a server that does not know its number.
        if (IsPlus && errno is Errno.EOPNOTSUPP or Errno.ENOSYS && (Cookie == 0 || TryRestart()))
        {
            IsPlus = false;
            return Errno.None;
        }

        return errno;
    }

    private bool TryRestart()
    {
        Cookie = 0;
        Verifier = 0;
        return _trail.TryRestart();
    }

    private Errno Take(XdrReader result, List<NfsDirectoryEntry> entries)
    {
        Errno errno = ReadDirResult.Decode(result, IsPlus, out ReadDirResult page);
        if (errno != Errno.None)
        {
            return errno;
        }

        bool isEmpty = true;
        ulong last = Cookie;
        while (page.TryRead(out DirectoryEntry3 entry))
        {
            isEmpty = false;
            last = entry.Cookie;
            if (entry.IsNowhere)
            {
                errno = Errno.EPROTO;
            }
            else if (!entry.IsDot && _trail.Accept(entry.Name, entry.Cookie))
            {
                entries.Add(Keep(in entry));
            }
        }

        IsEnd = page.IsEnd;
        if (page.IsMalformed || errno != Errno.None)
        {
            return page.IsMalformed ? Errno.EBADMSG : errno;
        }

        if (IsEnd || _trail.IsSuspect)
        {
            return Errno.None;
        }

        return isEmpty ? Enlarge() : Advance(last, page.Verifier);
    }

    /// <summary>Asks once for more, where no entry fitted.</summary>
    private Errno Enlarge()
    {
        Size = Math.Min(Size * Growth, NfsServerLimits.MaxTransfer);
        bool wasEnlarged = _wasEnlarged;
        _wasEnlarged = true;
        return wasEnlarged ? Errno.EPROTO : Errno.None;
    }

    private Errno Advance(ulong cookie, ulong verifier)
    {
        if (!_trail.TryEndPage(cookie) || cookie == Cookie)
        {
            return Errno.EPROTO;
        }

        Cookie = cookie;
        Verifier = verifier;
        return Errno.None;
    }

    private static NfsDirectoryEntry Keep(in DirectoryEntry3 entry) => new()
    {
        Name = entry.Name.ToArray(),
        FileId = entry.FileId,
        Handle = entry.Handle.IsEmpty ? default : new NfsFileHandle(entry.Handle),
        Attributes = entry.HasAttributes ? entry.Attributes : null,
    };
}
