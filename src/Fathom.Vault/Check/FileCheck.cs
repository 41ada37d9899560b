using System.Security.Cryptography;

namespace Fathom.Vault;

/// <summary>Checks stored files: size, header, and chunks where that is asked for.</summary>
internal sealed class FileCheck(CheckRun run)
{
    private const int ChunksAtOnce = 32;

    private byte[] _stored = [];
    private readonly byte[] _cleartext = new byte[CipherLayout.ChunkLength];

    /// <summary>Checks a file.</summary>
    /// <param name="size">As stored, in bytes; negative where it is not known.</param>
    internal void Check(CheckedPlace place, IContentNode node, long size, byte[] storedPath, byte[]? name)
    {
        run.Count(CheckCount.Files);
        Errno errno = Errno.None;
        if (size < 0)
        {
            errno = node.ReadAttributes(StatMask.Size, out NodeAttributes attributes);
            size = attributes.Size;
        }

        IContentFile? file = null;
        errno = errno == Errno.None ? node.OpenFile(out file) : errno;
        using (file)
        {
            if (errno != Errno.None)
            {
                place.AddUnreadable(storedPath, name, errno);
                return;
            }

            run.Count(CheckCount.StoredBytes, size);
            Check(place, file!, size, storedPath, name);
        }
    }

    private void Check(CheckedPlace place, IContentFile file, long size, byte[] storedPath, byte[]? name)
    {
        CipherLayout layout = run.Tree.Layout;
        CheckSize(place, in layout, size, storedPath, name);
        Span<byte> header = stackalloc byte[layout.HeaderLength];
        Errno errno = file.Read(0, header, out int length);
        if (errno != Errno.None)
        {
            place.AddUnreadable(storedPath, name, errno);
            return;
        }

        run.Count(CheckCount.CheckedBytes, length);
        if (length < layout.HeaderLength)
        {
            return; // The size says it already.
        }

        if (run.Tree.Headers.Open(header, out ChunkCodec? codec) != Errno.None)
        {
            place.Add(
                VaultFindingKind.UnreadableHeader, VaultFindingSeverity.Error, storedPath, name,
                "its header does not authenticate, so nothing of it can be decrypted: it was changed, or belongs to another vault; restore it from a backup");
            return;
        }

        using (codec)
        {
            if (run.Options.ReadsData)
            {
                CheckChunks(place, file, codec!, size, storedPath, name);
            }
        }
    }

    private static void CheckSize(CheckedPlace place, in CipherLayout layout, long size, byte[] storedPath, byte[]? name)
    {
        if (ContentSize.ToCleartext(in layout, size, out _) != Errno.None)
        {
            place.Add(
                VaultFindingKind.WrongFileSize, VaultFindingSeverity.Error, storedPath, name,
                $"no encrypted file has {size} bytes: it was cut; restore it from a backup");
        }
        else if ((size - layout.HeaderLength) % layout.StoredChunkLength == layout.ChunkOverhead)
        {
            place.Add(
                VaultFindingKind.EmptyLastChunk, VaultFindingSeverity.Information, storedPath, name,
                "it ends in an empty chunk, as some programs write and Cryptomator does not: it can be read");
        }
    }

    private void CheckChunks(CheckedPlace place, IContentFile file, ChunkCodec codec, long size, byte[] storedPath, byte[]? name)
    {
        CipherLayout layout = run.Tree.Layout;
        int room = ChunksAtOnce * layout.StoredChunkLength;
        _stored = _stored.Length < room ? new byte[room] : _stored;
        long bad = 0;
        long firstBad = 0;
        Errno failure = Errno.None;
        long chunks = (size - layout.HeaderLength + layout.StoredChunkLength - 1) / layout.StoredChunkLength;
        for (long number = 0; number < chunks;)
        {
            run.Cancellation.ThrowIfCancellationRequested();
            int wanted = (int)Math.Min(ChunksAtOnce, chunks - number);
            Errno errno = file.Read(ContentSize.OffsetOf(in layout, number), _stored.AsSpan(0, wanted * layout.StoredChunkLength), out int read);
            run.Count(CheckCount.CheckedBytes, read);
            failure = errno == Errno.None ? failure : errno;
            int whole = errno == Errno.None ? wanted : read / layout.StoredChunkLength;
            for (int i = 0; i < whole; i++)
            {
                ReadOnlySpan<byte> chunk = _stored.AsSpan(i * layout.StoredChunkLength, Math.Clamp(read - i * layout.StoredChunkLength, 0, layout.StoredChunkLength));
                bool isBad = codec.Decrypt(number + i, chunk, _cleartext) != Errno.None;
                firstBad = isBad && bad == 0 ? number + i : firstBad;
                bad += isBad ? 1 : 0;
            }

            // What the disk does not give is one chunk; those behind it may be there.
            firstBad = errno != Errno.None && bad == 0 ? number + whole : firstBad;
            bad += errno != Errno.None ? 1 : 0;
            number += whole + (errno != Errno.None ? 1 : 0);
        }

        CryptographicOperations.ZeroMemory(_cleartext);
        if (bad > 0)
        {
            long start = firstBad * CipherLayout.ChunkLength;
            string reason = failure == Errno.None ? "do not authenticate" : $"cannot be read ({failure.Describe()}) or do not authenticate";
            place.Add(
                VaultFindingKind.UnreadableChunks, VaultFindingSeverity.Error, storedPath, name,
                $"{bad} of {chunks} chunks {reason}; the first is chunk {firstBad}, bytes {start} to {start + CipherLayout.ChunkLength - 1} of the content; restore it from a backup");
        }
    }
}
