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

    /// <summary>Takes room to decrypt a chunk into, which goes back with <see cref="Keep"/> or <see cref="Discard"/>. Where all is in use that is
    /// the chunk used longest ago, as it is: what takes its place overwrites it.</summary>
    internal LinkedListNode<Chunk> Take()
    {
        lock (_lock)
        {
            if (_free.TryPop(out LinkedListNode<Chunk>? room))
            {
                return room;
            }

            if (_chunks.Count < _capacity || _order.First is not { } oldest)
            {
                return new LinkedListNode<Chunk>(new Chunk());
            }

            Detach(oldest);
            return oldest;
        }
    }

    /// <summary>Keeps a chunk that was decrypted into <paramref name="room"/>, in the place of what was kept of it.</summary>
    /// <param name="length">Of its cleartext.</param>
    internal void Keep(OpenContent content, long number, LinkedListNode<Chunk> room, int length)
    {
        if (_capacity == 0)
        {
            Discard(room);
            return;
        }

        Fill(room.Value, content, number, length, isAhead: false);
        lock (_lock)
        {
            Put(room);
        }
    }

    /// <summary>Gives room back in which nothing is to be kept.</summary>
    internal void Discard(LinkedListNode<Chunk> room)
    {
        CryptographicOperations.ZeroMemory(room.Value.Bytes);
        room.Value.Length = 0;
        lock (_lock)
        {
            Free(room);
        }
    }

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

        LinkedListNode<Chunk> room = Take();
        cleartext.CopyTo(room.Value.Bytes);
        Fill(room.Value, content, number, cleartext.Length, isAhead);
        lock (_lock)
        {
            Put(room);
        }
    }

    private static void Fill(Chunk chunk, OpenContent content, long number, int length, bool isAhead)
    {
        // What is left of the chunk that was in its place.
        CryptographicOperations.ZeroMemory(chunk.Bytes.AsSpan(length, Math.Max(chunk.Length - length, 0)));
        (chunk.Content, chunk.Number, chunk.Length, chunk.IsAhead) = (content, number, length, isAhead);
    }

    private void Put(LinkedListNode<Chunk> room)
    {
        Chunk chunk = room.Value;
        if (_chunks.TryGetValue((chunk.Content!, chunk.Number), out LinkedListNode<Chunk>? place) || _chunks.Count >= _capacity)
        {
            Forget(place ?? _order.First!);
        }

        chunk.Content!.CachedChunks++;
        _order.AddLast(room);
        _chunks.Add((chunk.Content, chunk.Number), room);
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
        Detach(place);
        CryptographicOperations.ZeroMemory(place.Value.Bytes.AsSpan(0, place.Value.Length));
        place.Value.Length = 0;
        Free(place);
    }

    private void Detach(LinkedListNode<Chunk> place)
    {
        _order.Remove(place);
        _chunks.Remove((place.Value.Content!, place.Value.Number));
        place.Value.Content!.CachedChunks--;
        place.Value.Content = null;
    }

    private void Free(LinkedListNode<Chunk> room)
    {
        if (_free.Count < MaxFree)
        {
            _free.Push(room);
        }
    }

    /// <summary>A chunk, or room for one.</summary>
    internal sealed class Chunk
    {
        internal byte[] Bytes { get; } = new byte[CipherLayout.ChunkLength];

        internal OpenContent? Content { get; set; }

        internal long Number { get; set; }

        internal int Length { get; set; }

        internal bool IsAhead { get; set; }
    }
}
