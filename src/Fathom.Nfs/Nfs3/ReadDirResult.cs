namespace Fathom.Nfs;

/// <summary>One page of a READDIR or READDIRPLUS; its entries are read one after the other.</summary>
/// <remarks>RFC 1813, sections 3.3.16 and 3.3.17. Names and handles are spans into the reply.</remarks>
internal ref struct ReadDirResult
{
    private XdrReader _reader;
    private bool _isPlus;

    /// <summary>To be sent with the next cookie.</summary>
    internal ulong Verifier { get; private set; }

    /// <summary>The page was the last one. Valid once <see cref="TryRead"/> has returned false.</summary>
    internal bool IsEnd { get; private set; }

    /// <summary>The rest of the page cannot be read. Valid once <see cref="TryRead"/> has returned false.</summary>
    internal bool IsMalformed { get; private set; }

    /// <summary>Reads what stands before the entries.</summary>
    internal static Errno Decode(XdrReader reader, bool isPlus, out ReadDirResult page)
    {
        page = default;
        Errno errno = Nfs3Result.Begin(ref reader);
        if (errno != Errno.None)
        {
            return errno;
        }

        if (!reader.TryReadUInt64(out ulong verifier))
        {
            return Errno.EBADMSG;
        }

        page = new ReadDirResult { _reader = reader, _isPlus = isPlus, Verifier = verifier };
        return Errno.None;
    }

    /// <summary>Reads the next entry; false at the end of the page, or where it cannot be read.</summary>
    internal bool TryRead(out DirectoryEntry3 entry)
    {
        entry = default;
        bool isRead = _reader.TryReadBool(out bool isThere);
        if (isRead && isThere)
        {
            isRead = DirectoryEntry3.TryRead(ref _reader, _isPlus, out entry);
            IsMalformed = !isRead;
            return isRead;
        }

        bool isEnd = false;
        IsMalformed = !isRead || !_reader.TryReadBool(out isEnd);
        IsEnd = isEnd && !IsMalformed;
        return false;
    }
}
