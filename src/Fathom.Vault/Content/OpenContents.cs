namespace Fathom.Vault;

/// <summary>The contents that are open in a vault, each once for all its handles. Thread-safe.</summary>
/// <param name="isShared">False where nothing can be written: then handles have nothing to tell each other, and opening asks for no inode.</param>
internal sealed class OpenContents(bool isShared)
{
    private readonly Lock _lock = new();
    private readonly Dictionary<NodeId, OpenContent> _open = [];

    /// <summary>Contents that several handles could share now.</summary>
    internal int Count
    {
        get
        {
            lock (_lock)
            {
                return _open.Count;
            }
        }
    }

    /// <summary>Takes the content of an open stored file; <see cref="Release"/> gives it back.</summary>
    /// <returns><see cref="Errno.EBADMSG"/> where the header is cut, was changed, or belongs to another vault; <see cref="Errno.EACCES"/>
    /// for a file that may be written and not read.</returns>
    internal Errno Open(FileHeaderCodec headers, IContentFile stored, out OpenContent? content)
    {
        content = null;
        Span<byte> header = stackalloc byte[headers.Layout.HeaderLength];
        Errno errno = stored.Read(0, header, out int length);
        NodeId id = default;
        errno = errno == Errno.None ? ReadId(stored, out id) : errno;
        if (errno != Errno.None)
        {
            // Nothing in a vault can be written without its header.
            return errno == Errno.EBADF ? Errno.EACCES : errno;
        }

        header = header[..length];
        lock (_lock)
        {
            if (TryTake(id, header, out content))
            {
                return Errno.None;
            }

            errno = headers.Open(header, out ChunkCodec? codec);
            if (errno == Errno.None)
            {
                content = Add(new OpenContent(id, header, codec!));
            }

            return errno;
        }
    }

    /// <summary>Writes a fresh header into an empty stored file, and takes its content.</summary>
    internal Errno Create(FileHeaderCodec headers, IWritableFile stored, out OpenContent? content)
    {
        content = null;
        Span<byte> header = stackalloc byte[headers.Layout.HeaderLength];
        ChunkCodec codec = headers.Create(header);
        Errno errno = stored.Write(0, header, out _);
        NodeId id = default;
        errno = errno == Errno.None ? ReadId(stored, out id) : errno;
        if (errno != Errno.None)
        {
            codec.Dispose();
            return errno;
        }

        lock (_lock)
        {
            // Where it is made under its own name, somebody may have opened it since it has a header.
            if (TryTake(id, header, out content))
            {
                codec.Dispose();
            }
            else
            {
                content = Add(new OpenContent(id, header, codec));
            }

            return Errno.None;
        }
    }

    /// <summary>Reads attributes of a stored file when nobody of this vault is in the middle of a write, whose size may be one that no file has.</summary>
    internal Errno ReadSettled(IContentNode stored, StatMask mask, ChunkCache chunks, out NodeAttributes attributes)
    {
        Errno errno = stored.ReadAttributes(StatMask.Inode, out attributes);
        if (errno != Errno.None)
        {
            return errno;
        }

        OpenContent? content;
        lock (_lock)
        {
            if (_open.TryGetValue(attributes.Id, out content))
            {
                content.References++;
            }
        }

        if (content is null)
        {
            // Written and closed since, or damaged.
            return stored.ReadAttributes(mask, out attributes);
        }

        content.Lock.EnterReadLock();
        try
        {
            return stored.ReadAttributes(mask, out attributes);
        }
        finally
        {
            content.Lock.ExitReadLock();
            Release(content, chunks);
        }
    }

    /// <summary>Gives a content back; the last one forgets its keys and its chunks.</summary>
    internal void Release(OpenContent content, ChunkCache chunks)
    {
        lock (_lock)
        {
            if (--content.References > 0)
            {
                return;
            }

            if (_open.TryGetValue(content.Id, out OpenContent? known) && known == content)
            {
                _open.Remove(content.Id);
            }
        }

        chunks.Remove(content);
        content.Dispose();
    }

    // Another header is another file: the inode was used again, or somebody wrote over it. Who has the old one keeps it.
    private bool TryTake(NodeId id, ReadOnlySpan<byte> header, out OpenContent? content)
    {
        if (!IsKey(id) || !_open.TryGetValue(id, out content) || !content.HasHeader(header))
        {
            content = null;
            return false;
        }

        content.References++;
        return true;
    }

    // A tree that knows no inodes says 0 for all of them.
    private static bool IsKey(NodeId id) => id.Inode != 0;

    private Errno ReadId(IContentFile stored, out NodeId id)
    {
        id = default;
        if (!isShared)
        {
            return Errno.None;
        }

        Errno errno = stored.ReadAttributes(StatMask.Inode, out NodeAttributes attributes);
        id = attributes.Id;
        return errno;
    }

    private OpenContent Add(OpenContent content)
    {
        if (IsKey(content.Id))
        {
            _open[content.Id] = content;
        }

        return content;
    }
}
