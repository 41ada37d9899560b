namespace Fathom.Vault;

/// <summary>The content of one stored file, shared by all who have it open: what one of them writes the others read.</summary>
/// <remarks>Each handle reads and writes through its own stored file, because what it may do differs. <see cref="OpenContents"/> counts who has it.</remarks>
internal sealed class OpenContent : IDisposable
{
    private readonly byte[] _header;

    /// <param name="header">As it is stored; never changed after the file was made.</param>
    /// <param name="codec">Disposed with this.</param>
    internal OpenContent(NodeId id, ReadOnlySpan<byte> header, ChunkCodec codec)
    {
        (Id, Codec) = (id, codec);
        _header = header.ToArray();
    }

    /// <summary>The stored file.</summary>
    internal NodeId Id { get; }

    internal ChunkCodec Codec { get; }

    /// <summary>Held for writing while chunks or the length change, so nobody reads half of a chunk; for reading otherwise.</summary>
    internal ReaderWriterLockSlim Lock { get; } = new();

    /// <summary>Counts changes, under the lock: tells whether somebody else changed something in between.</summary>
    internal long Changes { get; set; }

    /// <summary>Who has it open; guarded by the table's lock.</summary>
    internal int References { get; set; } = 1;

    /// <summary>Chunks that the cache keeps of it; guarded by the cache's lock.</summary>
    internal int CachedChunks { get; set; }

    /// <summary>Tells whether the stored file still has the header that this was opened with.</summary>
    internal bool HasHeader(ReadOnlySpan<byte> header) => header.SequenceEqual(_header);

    /// <summary>Forgets the keys. Nobody has it open any more.</summary>
    public void Dispose()
    {
        Codec.Dispose();
        Lock.Dispose();
    }
}
