namespace Fathom.Vault;

// A chunk is nine pages of the stored file. Where the one before it was read already, the kernel takes that for the beginning of a stream and
// reads further ahead of it, which whoever reads at random waits for and has no use of: so it is told. A stretch of the file that is
// read a second time is fetched as a whole, after the read, when nobody waits:
//
//   new ──[scattered read]──▶ seen ──[scattered read]──▶ fetched
//
// Each is fetched once, so it is never more than the file; and of a file that is read here and there at few places it is nothing.

/// <summary>Has the stored file fetched as its handle is read: exactly, and then what lies around, where the reads are short and scattered. Thread-safe.</summary>
internal sealed class ReadAround(IContentFile stored, CipherLayout layout)
{
    /// <summary>Chunks of a stretch: 512 KiB, as many as are decrypted ahead of reads that follow each other.</summary>
    internal const int Chunks = 16;

    /// <summary>Reads in a row that make it random, or sequential again.</summary>
    internal const int ReadsInRow = 4;

    /// <summary>Stretches that are looked after: those of the first four gibibytes, for two kibibytes of bits.</summary>
    internal const int MaxStretches = 8192;

    private const int BitsPerWord = 64;

    private readonly Lock _gate = new();
    private ulong[]? _seen;
    private ulong[]? _fetched;
    private long _next = -1;
    private long _wanted = -1;
    private int _against;
    private bool _isRandom;

    /// <summary>Takes note of a read that is about to happen.</summary>
    internal void Prepare(long offset, int length)
    {
        bool isScattered;
        bool hasChanged;
        lock (_gate)
        {
            isScattered = offset != _next && length < CipherLayout.ChunkLength;
            _next = offset + length;
            _against = isScattered == _isRandom ? 0 : _against + 1;
            hasChanged = _against == ReadsInRow;
            if (hasChanged)
            {
                (_isRandom, _against) = (isScattered, 0);
            }

            if (_isRandom && isScattered)
            {
                Note(offset / (Chunks * CipherLayout.ChunkLength));
            }
        }

        if (hasChanged)
        {
            stored.ExpectReads(isScattered);
        }
    }

    /// <summary>Fetches what lies around the last read, if that is wanted. Does not wait.</summary>
    internal void Fetch()
    {
        // Each once. Partner: Note.
        long stretch = Volatile.Read(ref _wanted) < 0 ? -1 : Interlocked.Exchange(ref _wanted, -1);
        if (stretch >= 0)
        {
            stored.ExpectRead(ContentSize.OffsetOf(in layout, stretch * Chunks), (long)Chunks * layout.StoredChunkLength);
        }
    }

    private void Note(long stretch)
    {
        if (stretch >= MaxStretches)
        {
            return;
        }

        _seen ??= new ulong[MaxStretches / BitsPerWord];
        _fetched ??= new ulong[MaxStretches / BitsPerWord];
        (int word, int shift) = Math.DivRem((int)stretch, BitsPerWord);
        ulong bit = 1UL << shift;
        if ((_seen[word] & bit) == 0)
        {
            _seen[word] |= bit;
        }
        else if ((_fetched[word] & bit) == 0)
        {
            _fetched[word] |= bit;
            Volatile.Write(ref _wanted, stretch); // read in Fetch
        }
    }
}
