using System.Buffers;

namespace Fathom.Vault;

// Every handle has its stored file; content, lock, cached chunks and the codec are one for all handles of a stored file. Calls go
// in stretches of up to a mebibyte, and the lock is held for a stretch: a long call lets others come in between.

/// <summary>An open file of a vault: reads and writes the chunks that are asked for, and gives nothing of one that does not authenticate.</summary>
internal sealed partial class VaultFile : IWritableFile
{
    /// <summary>Longest target of a link.</summary>
    internal const int MaxTargetLength = CipherLayout.ChunkLength - 1;

    private const int MaxChunksAhead = 16;

    private readonly VaultTree _tree;
    private readonly IContentFile _stored;
    private readonly IWritableFile? _writable;
    private readonly OpenContent _content;
    private readonly ReadAhead _ahead;
    private readonly ReadAround _around;

    // Counted references: a second Dispose must not give back what another handle has.
    private bool _isDisposed;

    private VaultFile(VaultTree tree, IContentFile stored, bool isWritable, OpenContent content)
    {
        _tree = tree;
        _stored = stored;
        _writable = isWritable ? (IWritableFile)stored : null;
        _content = content;
        _around = new ReadAround(stored, tree.Layout);
        _ahead = new ReadAhead(LoadAhead, Math.Min(MaxChunksAhead, tree.Chunks.Capacity / 8));
    }

    private ChunkCodec Codec => _content.Codec;

    /// <summary>Opens a file, and authenticates its header.</summary>
    /// <param name="node">The stored file.</param>
    /// <returns>EBADMSG where the header was changed, is cut, or belongs to another vault.</returns>
    internal static Errno Open(VaultTree tree, IContentNode node, out VaultFile? file)
    {
        Errno errno = node.OpenFile(out IContentFile? stored);
        return Hold(tree, stored, errno, isWritable: false, out file);
    }

    /// <summary>Opens a file for reading and writing, and authenticates its header.</summary>
    /// <param name="node">The stored file.</param>
    /// <returns>EBADMSG where the header was changed, is cut, or belongs to another vault; EACCES also where it may be written and not read.</returns>
    internal static Errno OpenForWriting(VaultTree tree, IWritableNode node, out VaultFile? file)
    {
        Errno errno = node.OpenForWriting(out IWritableFile? stored);
        return Hold(tree, stored, errno, isWritable: true, out file);
    }

    /// <summary>Writes a fresh header into an empty stored file.</summary>
    /// <param name="stored">Owned from here on, and disposed where the result is an error.</param>
    internal static Errno Create(VaultTree tree, IWritableFile stored, out VaultFile? file)
    {
        Errno errno = tree.OpenContents.Create(tree.Headers, stored, out OpenContent? content);
        file = errno == Errno.None ? new VaultFile(tree, stored, isWritable: true, content!) : null;
        if (errno != Errno.None)
        {
            stored.Dispose();
        }

        return errno;
    }

    /// <summary>Reads the target of a link.</summary>
    /// <param name="node">The stored file that has it.</param>
    /// <param name="target">Empty where the result is an error.</param>
    /// <returns>EBADMSG where it does not authenticate, or is empty, or longer than a target can be.</returns>
    internal static Errno ReadTarget(VaultTree tree, IContentNode node, out byte[] target)
    {
        target = [];
        Errno errno = Open(tree, node, out VaultFile? file);
        using (file)
        {
            if (errno != Errno.None)
            {
                return errno;
            }

            byte[] rented = ArrayPool<byte>.Shared.Rent(MaxTargetLength + 1);
            errno = file!.Read(0, rented.AsSpan(0, MaxTargetLength + 1), out int length);
            errno = errno == Errno.None && length is 0 or > MaxTargetLength ? Errno.EBADMSG : errno;
            target = errno == Errno.None ? rented[..length] : [];
            rented.AsSpan(0, length).Clear();
            ArrayPool<byte>.Shared.Return(rented);
            return errno;
        }
    }

    /// <inheritdoc/>
    public Errno ReadAttributes(StatMask mask, out NodeAttributes attributes)
    {
        Errno errno;

        // In the middle of a write the stored size may be one that no file has.
        _content.Lock.EnterReadLock();
        try
        {
            errno = _stored.ReadAttributes(mask & ClearAttributes.GivenByStored, out attributes);
        }
        finally
        {
            _content.Lock.ExitReadLock();
        }

        return errno == Errno.None
            ? ClearAttributes.OfContent(_tree.Layout, EntryKind.File, mask, in attributes, out attributes)
            : errno;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (Interlocked.Exchange(ref _isDisposed, true))
        {
            return;
        }

        _ahead.Dispose();
        _tree.OpenContents.Release(_content, _tree.Chunks);
        _stored.Dispose();
    }

    private static Errno Hold(VaultTree tree, IContentFile? stored, Errno errno, bool isWritable, out VaultFile? file)
    {
        file = null;
        if (errno != Errno.None)
        {
            return errno;
        }

        errno = tree.OpenContents.Open(tree.Headers, stored!, out OpenContent? content);
        if (errno == Errno.None)
        {
            file = new VaultFile(tree, stored!, isWritable, content!);
        }
        else
        {
            stored!.Dispose();
        }

        return errno;
    }
}
