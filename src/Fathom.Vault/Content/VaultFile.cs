using System.Buffers;
using System.Security.Cryptography;

namespace Fathom.Vault;

/// <summary>An open file of a vault: reads the chunks that are asked for, and gives nothing of one that does not authenticate.</summary>
internal sealed class VaultFile : IContentFile
{
    /// <summary>Longest target of a link.</summary>
    internal const int MaxTargetLength = CipherLayout.ChunkLength - 1;

    // Half a mebibyte a call: enough for the disk, and little for a buffer.
    private const int ChunksAtOnce = 16;

    private readonly VaultTree _tree;
    private readonly IContentFile _stored;
    private readonly ChunkCodec _codec;

    private VaultFile(VaultTree tree, IContentFile stored, ChunkCodec codec)
    {
        _tree = tree;
        _stored = stored;
        _codec = codec;
    }

    /// <summary>Opens a file, and authenticates its header.</summary>
    /// <param name="node">The stored file.</param>
    /// <returns>EBADMSG where the header was changed, is cut, or belongs to another vault.</returns>
    internal static Errno Open(VaultTree tree, IContentNode node, out VaultFile? file)
    {
        file = null;
        Errno errno = node.OpenFile(out IContentFile? stored);
        if (errno != Errno.None)
        {
            return errno;
        }

        Span<byte> header = stackalloc byte[tree.Layout.HeaderLength];
        errno = stored!.Read(0, header, out int length);
        ChunkCodec? codec = null;
        errno = errno == Errno.None ? tree.Headers.Open(header[..length], out codec) : errno;
        if (errno == Errno.None)
        {
            file = new VaultFile(tree, stored, codec!);
        }
        else
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
            ArrayPool<byte>.Shared.Return(rented);
            return errno;
        }
    }

    /// <inheritdoc/>
    public Errno Read(long offset, Span<byte> buffer, out int read)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(offset);
        read = 0;
        Errno errno = Errno.None;
        bool isEnd = false;
        while (read < buffer.Length && !isEnd && errno == Errno.None)
        {
            (long number, long within) = Math.DivRem(offset + read, CipherLayout.ChunkLength);
            if (number > (long.MaxValue - _tree.Layout.HeaderLength) / _tree.Layout.StoredChunkLength - ChunksAtOnce)
            {
                // No file of this size can be stored.
                return Errno.None;
            }

            Span<byte> rest = buffer[read..];
            int count;
            errno = within == 0 && rest.Length >= CipherLayout.ChunkLength
                ? ReadWhole(number, rest, out count, out isEnd)
                : ReadPart(number, (int)within, rest, out count, out isEnd);
            read += count;
        }

        return errno;
    }

    /// <inheritdoc/>
    public Errno ReadAttributes(StatMask mask, out NodeAttributes attributes)
    {
        Errno errno = _stored.ReadAttributes(mask & ClearAttributes.GivenByStored, out attributes);
        return errno == Errno.None
            ? ClearAttributes.OfContent(_tree.Layout, EntryKind.File, mask, in attributes, out attributes)
            : errno;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _tree.Chunks.Remove(this);
        _codec.Dispose();
        _stored.Dispose();
    }

    // Chunks that are wanted whole go where they are wanted, without a copy, and without driving others out of the cache.
    private Errno ReadWhole(long number, Span<byte> target, out int count, out bool isEnd)
    {
        CipherLayout layout = _tree.Layout;
        int wanted = Math.Min(target.Length / CipherLayout.ChunkLength, ChunksAtOnce) * layout.StoredChunkLength;
        byte[] rented = ArrayPool<byte>.Shared.Rent(wanted);
        try
        {
            (count, isEnd) = (0, false);
            Errno failure = _stored.Read(ContentSize.OffsetOf(in layout, number), rented.AsSpan(0, wanted), out int read);
            for (int start = 0; start < wanted && !isEnd; start += layout.StoredChunkLength)
            {
                ReadOnlySpan<byte> stored = rented.AsSpan(start, Math.Clamp(read - start, 0, layout.StoredChunkLength));
                isEnd = stored.Length < layout.StoredChunkLength;
                if (isEnd && (failure != Errno.None || stored.IsEmpty))
                {
                    return failure;
                }

                Errno errno = _codec.Decrypt(number++, stored, target[count..]);
                if (errno != Errno.None)
                {
                    return errno;
                }

                count += stored.Length - layout.ChunkOverhead;
            }

            return failure;
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(rented);
        }
    }

    private Errno ReadPart(long number, int within, Span<byte> target, out int count, out bool isEnd)
    {
        if (_tree.Chunks.TryCopy(this, number, within, target, out count, out int length))
        {
            isEnd = length < CipherLayout.ChunkLength;
            return Errno.None;
        }

        CipherLayout layout = _tree.Layout;
        byte[] rented = ArrayPool<byte>.Shared.Rent(layout.StoredChunkLength + CipherLayout.ChunkLength);
        try
        {
            isEnd = true;
            Span<byte> stored = rented.AsSpan(0, layout.StoredChunkLength);
            Errno errno = _stored.Read(ContentSize.OffsetOf(in layout, number), stored, out int read);
            if (errno != Errno.None || read == 0)
            {
                return errno;
            }

            Span<byte> cleartext = rented.AsSpan(layout.StoredChunkLength, CipherLayout.ChunkLength);
            errno = _codec.Decrypt(number, stored[..read], cleartext);
            if (errno != Errno.None)
            {
                return errno;
            }

            cleartext = cleartext[..(read - layout.ChunkOverhead)];
            _tree.Chunks.Add(this, number, cleartext);
            isEnd = cleartext.Length < CipherLayout.ChunkLength;
            count = Math.Clamp(cleartext.Length - within, 0, target.Length);
            cleartext.Slice(Math.Min(within, cleartext.Length), count).CopyTo(target);
            CryptographicOperations.ZeroMemory(cleartext);
            return Errno.None;
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(rented);
        }
    }
}
