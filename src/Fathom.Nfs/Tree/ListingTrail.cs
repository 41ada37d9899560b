using System.Buffers.Binary;
using System.Numerics;
using System.Security.Cryptography;

namespace Fathom.Nfs;

// What a listing of several pages has come through, so that it can begin again without delivering a name twice, and is known to go in
// circles:
//
//   _cookies   where each page ended; an entry whose cookie is among them was passed before
//   _sample    one name in 64, by its hash; for servers whose cookies are always new
//   _names     hashes of all names, 8 bytes each, in chunks; only appended
//   _seen      the same as a set, made when a listing begins again or looks like going in circles; from then on names are told apart. A page
//              in which it comes to look so is decoded once more
//
// A listing in which names come again more often than beginning again explains is stopped: at once when a whole page has nothing new. So is
// one whose pages have no names at all.

/// <summary>Names and cookies of a listing of several pages.</summary>
internal sealed class ListingTrail
{
    private const int ChunkSize = 4096;
    private const ulong SampleMask = 63;

    /// <summary>Times that a listing may begin again.</summary>
    private const int MaxRestarts = 8;

    /// <summary>Names that may come again by themselves: renamed, or moved by the server, while the directory is listed.</summary>
    private const int Slack = 1024;

    private static readonly ulong s_seed = BinaryPrimitives.ReadUInt64LittleEndian(RandomNumberGenerator.GetBytes(sizeof(ulong)));

    /// <summary>Pages in a row without a name that counts: "." and ".." need two at most, and names that no file has are a server's mistake.</summary>
    private const int MaxBarren = 8;

    private readonly List<ulong[]> _names = [];
    private readonly HashSet<ulong> _cookies = [0];
    private readonly HashSet<ulong> _sample = [];
    private HashSet<ulong>? _seen;
    private long _count;
    private long _repeated;
    private long _explained;
    private int _restarts;
    private int _newInPage;
    private long _repeatedBefore;
    private int _barren;
    private bool _isSuspect;

    /// <summary>The page has cookies or names that came before: <see cref="TellApart"/>, and decode it again.</summary>
    internal bool IsSuspect => _isSuspect && _seen is null;

    /// <summary>Notes the names of the first page: what comes before a trail is worth having.</summary>
    internal void Begin(EntryBatch batch)
    {
        for (int i = 0; i < batch.Count; i++)
        {
            Append(Hash(batch.Name(i)));
        }
    }

    /// <summary>Notes a name, and says whether to deliver it.</summary>
    internal bool Accept(ReadOnlySpan<byte> name, ulong cookie)
    {
        ulong hash = Hash(name);
        if (_seen is null)
        {
            _isSuspect |= _cookies.Contains(cookie) || ((hash & SampleMask) == 0 && _sample.Contains(hash));
        }
        else if (!_seen.Add(hash))
        {
            _repeated++;
            return false;
        }

        _newInPage++;
        Append(hash);
        return true;
    }

    /// <summary>Notes where a page ended.</summary>
    /// <returns>False if the listing goes in circles.</returns>
    internal bool TryEndPage(ulong cookie)
    {
        _cookies.Add(cookie);
        bool hasNew = _newInPage > 0;
        _barren = hasNew || _repeated > _repeatedBefore ? 0 : _barren + 1;
        _newInPage = 0;
        _repeatedBefore = _repeated;
        return _barren <= MaxBarren && _repeated <= _explained + (hasNew ? Slack : 0);
    }

    /// <summary>From now on a name that came before is not accepted. Forgets what was accepted of this page.</summary>
    internal void TellApart()
    {
        if (_seen is not null)
        {
            return;
        }

        _count -= _newInPage;
        _newInPage = 0;
        _seen = new HashSet<ulong>(checked((int)_count));
        for (long i = 0; i < _count; i++)
        {
            _seen.Add(_names[(int)(i / ChunkSize)][i % ChunkSize]);
        }
    }

    /// <summary>The listing begins again: names that came already are not delivered.</summary>
    /// <returns>False if it did so too often.</returns>
    internal bool TryRestart()
    {
        TellApart();
        _explained += _count;
        _cookies.Clear();
        _cookies.Add(0);
        return ++_restarts <= MaxRestarts;
    }

    private void Append(ulong hash)
    {
        int offset = (int)(_count % ChunkSize);
        if (offset == 0 && _names.Count == _count / ChunkSize)
        {
            _names.Add(new ulong[ChunkSize]);
        }

        _names[(int)(_count / ChunkSize)][offset] = hash;
        _count++;
        if ((hash & SampleMask) == 0)
        {
            _sample.Add(hash);
        }
    }

    // Folded 64 x 64 bit products, as wyhash has them, with a seed of this process: a server cannot choose names that collide. Among a million
    // names two have the same hash once in 40 million listings.
    private static ulong Hash(ReadOnlySpan<byte> name)
    {
        ulong hash = s_seed ^ (ulong)name.Length;
        while (name.Length >= sizeof(ulong))
        {
            hash = Fold(hash ^ BinaryPrimitives.ReadUInt64LittleEndian(name), 0x9e3779b97f4a7c15);
            name = name[sizeof(ulong)..];
        }

        ulong tail = 0;
        for (int i = 0; i < name.Length; i++)
        {
            tail |= (ulong)name[i] << (8 * i);
        }

        return Fold(Fold(hash ^ tail, 0xd6e8feb86659fd93) ^ s_seed, 0xa0761d6478bd642f);
    }

    private static ulong Fold(ulong a, ulong b)
    {
        ulong high = Math.BigMul(a, b, out ulong low);
        return high ^ BitOperations.RotateLeft(low, 32);
    }
}
