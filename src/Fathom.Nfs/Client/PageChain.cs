namespace Fathom.Nfs;

/// <summary>Where the listing of one directory is: the next page, and what shows that it would never end.</summary>
/// <remarks>RFC 1813, sections 3.3.16 and 3.3.17.</remarks>
internal sealed class PageChain
{
    private const int FirstSize = 64 * 1024;
    private const int Growth = 4;

    private bool _wasEnlarged;
    private ulong _anchor;
    private long _pages;
    private long _nextAnchor = 1;

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
            XdrReader peek = result;
            if (peek.TryReadUInt32(out uint status) && status == Nfs3Status.NFS3ERR_TOOSMALL)
            {
                return Enlarge();
            }

            errno = ReadDirResult.Decode(result, IsPlus, out ReadDirResult page);
            if (errno == Errno.None)
            {
                return Take(ref page, entries);
            }
        }

        // NOTSUPP of the procedure, or a server that does not know its number.
        if (IsPlus && Cookie == 0 && errno is Errno.EOPNOTSUPP or Errno.ENOSYS)
        {
            IsPlus = false;
            return Errno.None;
        }

        return errno;
    }

    private Errno Take(ref ReadDirResult page, List<NfsDirectoryEntry> entries)
    {
        bool isEmpty = true;
        ulong last = Cookie;
        Errno errno = Errno.None;
        while (page.TryRead(out DirectoryEntry3 entry))
        {
            isEmpty = false;
            last = entry.Cookie;
            if (entry.Name.IsEmpty || entry.Name.ContainsAny((byte)'/', (byte)0))
            {
                // Such a name would lead out of the directory.
                errno = Errno.EPROTO;
            }
            else if (!entry.Name.SequenceEqual("."u8) && !entry.Name.SequenceEqual(".."u8))
            {
                entries.Add(Keep(in entry));
            }
        }

        IsEnd = page.IsEnd;
        if (page.IsMalformed || errno != Errno.None)
        {
            return page.IsMalformed ? Errno.EBADMSG : errno;
        }

        if (IsEnd)
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

    /// <summary>Goes to the next page. Cookies need no order, but one that comes again begins a cycle: it is compared with the one of a page
    /// whose number is the last power of two, which every cycle passes (Brent).</summary>
    private Errno Advance(ulong cookie, ulong verifier)
    {
        if (cookie == Cookie || cookie == 0 || (_pages > 0 && cookie == _anchor))
        {
            return Errno.EPROTO;
        }

        if (++_pages == _nextAnchor)
        {
            _anchor = cookie;
            _nextAnchor *= 2;
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
