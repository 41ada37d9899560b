using System.Security.Cryptography;

namespace Fathom.Vault;

/// <summary>Decrypted chunks of all open contents of a vault, as many as fit a bound; the one used longest ago goes first. Thread-safe.</summary>
internal sealed class ChunkCache : IDisposable
{
    private const int MaxFree = 32;

    private readonly Lock _lock = new();
    private readonly int _capacity;
    private readonly Dictionary<(OpenContent Content, long Number), LinkedListNode<Chunk>> _chunks = [];

    // Zeroed: a chunk that is written again and again would leave its buffer to the collector each time.
    private readonly Stack<LinkedListNode<Chunk>> _free = new();

    // The one used last comes last.
    private readonly LinkedList<Chunk> _order = new();

    /// <param name="bytes">Bound; with less than a chunk nothing is kept.</param>
    internal ChunkCache(int bytes) => _capacity = bytes / CipherLayout.ChunkLength;

    /// <summary>Chunks that are kept at most.</summary>
    internal int Capacity => _capacity;

    /// <summary>Chunks that are kept.</summary>
    internal int Count
    {
        get
        {
            lock (_lock)
            {
                return _chunks.Count;
            }
        }
    }

    /// <summary>Copies a part of a chunk, if it is kept.</summary>
    /// <param name="within">Where the part begins.</param>
    /// <param name="copied">Bytes copied: as many as there are, or as fit.</param>
    /// <param name="length">Of the whole chunk.</param>
    internal bool TryCopy(OpenContent content, long number, int within, Span<byte> target, out int copied, out int length)
    {
        lock (_lock)
        {
            (copied, length) = (0, 0);
            if (!_chunks.TryGetValue((content, number), out LinkedListNode<Chunk>? place))
            {
                return false;
            }

            length = place.Value.Length;
            _order.Remove(place);
            if (place.Value.IsAhead && within + target.Length >= length)
            {
                // Read to its end by who reads from front to back: nobody comes for it again.
                _order.AddFirst(place);
            }
            else
            {
                _order.AddLast(place);
            }

            copied = Math.Clamp(length - within, 0, target.Length);
            place.Value.Bytes.AsSpan(Math.Min(within, length), copied).CopyTo(target);
            return true;
        }
    }

    /// <summary>Keeps a copy of a chunk, in the place of what was kept of it.</summary>
    internal void Add(OpenContent content, long number, ReadOnlySpan<byte> cleartext) => Add(content, number, cleartext, isAhead: false);

    /// <summary>Keeps a copy of a chunk that was decrypted ahead, until it is read to its end or is the oldest.</summary>
    internal void AddAhead(OpenContent content, long number, ReadOnlySpan<byte> cleartext) => Add(content, number, cleartext, isAhead: true);

    /// <summary>Forgets the chunks of a content: all, or those from a number on, when it is closed or they are about to change.</summary>
    /// <param name="end">The chunk behind the last one.</param>
    internal void Remove(OpenContent content, long start = 0, long end = long.MaxValue)
    {
        lock (_lock)
        {
            if (end - start < content.CachedChunks)
            {
                RemoveEach(content, start, end);
                return;
            }

            for (LinkedListNode<Chunk>? place = _order.First; place is not null && content.CachedChunks > 0;)
            {
                LinkedListNode<Chunk>? next = place.Next;
                if (place.Value.Content == content && place.Value.Number >= start && place.Value.Number < end)
                {
                    Forget(place);
                }

                place = next;
            }
        }
    }

    /// <summary>Forgets everything.</summary>
    public void Dispose()
    {
        lock (_lock)
        {
            while (_order.First is { } place)
            {
                Forget(place);
            }
        }
    }

    private void Add(OpenContent content, long number, ReadOnlySpan<byte> cleartext, bool isAhead)
    {
        if (_capacity == 0)
        {
            return;
        }

        lock (_lock)
        {
            if (_chunks.TryGetValue((content, number), out LinkedListNode<Chunk>? place) || _chunks.Count >= _capacity)
            {
                Forget(place ?? _order.First!);
            }

            place = _free.TryPop(out place) ? place : new LinkedListNode<Chunk>(new Chunk());
            Chunk chunk = place.Value;
            cleartext.CopyTo(chunk.Bytes);
            (chunk.Content, chunk.Number, chunk.Length, chunk.IsAhead) = (content, number, cleartext.Length, isAhead);
            content.CachedChunks++;
            _order.AddLast(place);
            _chunks.Add((content, number), place);
        }
    }

    private void RemoveEach(OpenContent content, long start, long end)
    {
        for (long number = start; number < end; number++)
        {
            if (_chunks.TryGetValue((content, number), out LinkedListNode<Chunk>? place))
            {
                Forget(place);
            }
        }
    }

    private void Forget(LinkedListNode<Chunk> place)
    {
        _order.Remove(place);
        _chunks.Remove((place.Value.Content!, place.Value.Number));
        place.Value.Content!.CachedChunks--;
        CryptographicOperations.ZeroMemory(place.Value.Bytes.AsSpan(0, place.Value.Length));
        place.Value.Content = null;
        if (_free.Count < MaxFree)
        {
            _free.Push(place);
        }
    }

    private sealed class Chunk
    {
        internal byte[] Bytes { get; } = new byte[CipherLayout.ChunkLength];

        internal OpenContent? Content { get; set; }

        internal long Number { get; set; }

        internal int Length { get; set; }

        internal bool IsAhead { get; set; }
    }
}
