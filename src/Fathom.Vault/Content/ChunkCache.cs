using System.Security.Cryptography;

namespace Fathom.Vault;

/// <summary>Decrypted chunks of all open files of a vault, as many as fit a bound; the one used longest ago goes first. Thread-safe.</summary>
internal sealed class ChunkCache : IDisposable
{
    private readonly Lock _lock = new();
    private readonly int _capacity;
    private readonly Dictionary<(VaultFile File, long Number), LinkedListNode<Chunk>> _chunks = [];

    // The one used last comes last.
    private readonly LinkedList<Chunk> _order = new();

    /// <param name="bytes">Bound; with less than a chunk nothing is kept.</param>
    internal ChunkCache(int bytes) => _capacity = bytes / CipherLayout.ChunkLength;

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
    internal bool TryCopy(VaultFile file, long number, int within, Span<byte> target, out int copied, out int length)
    {
        lock (_lock)
        {
            (copied, length) = (0, 0);
            if (!_chunks.TryGetValue((file, number), out LinkedListNode<Chunk>? place))
            {
                return false;
            }

            _order.Remove(place);
            _order.AddLast(place);
            length = place.Value.Length;
            copied = Math.Clamp(length - within, 0, target.Length);
            place.Value.Bytes.AsSpan(Math.Min(within, length), copied).CopyTo(target);
            return true;
        }
    }

    /// <summary>Keeps a copy of a chunk.</summary>
    internal void Add(VaultFile file, long number, ReadOnlySpan<byte> cleartext)
    {
        if (_capacity == 0)
        {
            return;
        }

        lock (_lock)
        {
            if (_chunks.ContainsKey((file, number)))
            {
                return;
            }

            LinkedListNode<Chunk> place = _chunks.Count < _capacity ? new LinkedListNode<Chunk>(new Chunk()) : TakeOldest();
            Chunk chunk = place.Value;
            cleartext.CopyTo(chunk.Bytes);
            (chunk.File, chunk.Number, chunk.Length) = (file, number, cleartext.Length);
            _order.AddLast(place);
            _chunks.Add((file, number), place);
        }
    }

    /// <summary>Forgets the chunks of a file that is closed.</summary>
    internal void Remove(VaultFile file)
    {
        lock (_lock)
        {
            for (LinkedListNode<Chunk>? place = _order.First; place is not null;)
            {
                LinkedListNode<Chunk>? next = place.Next;
                if (place.Value.File == file)
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

    private LinkedListNode<Chunk> TakeOldest()
    {
        LinkedListNode<Chunk> place = _order.First!;
        Forget(place);
        return place;
    }

    private void Forget(LinkedListNode<Chunk> place)
    {
        _order.Remove(place);
        _chunks.Remove((place.Value.File!, place.Value.Number));
        CryptographicOperations.ZeroMemory(place.Value.Bytes.AsSpan(0, place.Value.Length));
        place.Value.File = null;
    }

    private sealed class Chunk
    {
        internal byte[] Bytes { get; } = new byte[CipherLayout.ChunkLength];

        internal VaultFile? File { get; set; }

        internal long Number { get; set; }

        internal int Length { get; set; }
    }
}
