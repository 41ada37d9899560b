using System.Runtime.Versioning;

namespace Fathom.Local;

/// <summary>Attributes by path, fetched once and kept. Thread-safe, bounded by entries.</summary>
/// <remarks>
/// <para>One fetch for each path at a time: whoever asks meanwhile waits for it and gets the same answer. Errors are answers to those
/// who wait, and are not kept. Nothing expires by itself: whoever changes a file says <see cref="Invalidate"/>.</para>
/// <para>Eviction is second chance, by shard: a hand goes round the entries, spares each that was asked for since it last
/// came by, and evicts the first that was not. So what is read once does not push out what is read often.</para>
/// <para>Keys are bytes, as given: "a/b" and "a//b" are two.</para>
/// </remarks>
public sealed class MetadataCache
{
    private readonly MetadataShard[] _shards;
    private readonly StatFetch _fetch;

    /// <summary>Makes an empty cache of local files.</summary>
    [SupportedOSPlatform("linux")]
    public MetadataCache(MetadataCacheOptions? options = null)
        : this(options ?? MetadataCacheOptions.Default, FetchLocally(options ?? MetadataCacheOptions.Default))
    {
    }

    /// <summary>Makes an empty cache of anything that has paths.</summary>
    /// <param name="fetch">Called by whichever thread asks first, without a lock held. What it throws goes to that caller, and another that
    /// waits tries again.</param>
    public MetadataCache(MetadataCacheOptions options, StatFetch fetch)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(fetch);
        _fetch = fetch;
        _shards = new MetadataShard[Math.Min(options.Shards, options.Capacity)];
        for (int i = 0; i < _shards.Length; i++)
        {
            int share = (options.Capacity / _shards.Length) + (i < options.Capacity % _shards.Length ? 1 : 0);
            _shards[i] = new MetadataShard(share);
        }
    }

    /// <summary>Entries that are kept now.</summary>
    public int Count
    {
        get
        {
            int count = 0;
            foreach (MetadataShard shard in _shards)
            {
                count += shard.Count;
            }

            return count;
        }
    }

    /// <summary>The attributes of a path, kept or fetched.</summary>
    /// <param name="path">Raw bytes; copied if they are kept.</param>
    public StatResult GetOrFetch(ReadOnlySpan<byte> path) => ShardOf(path).GetOrFetch(path, _fetch);

    /// <summary>The attributes of a path if they are kept; never waits for a fetch.</summary>
    public bool TryGet(ReadOnlySpan<byte> path, out StatResult result) => ShardOf(path).TryGet(path, out result);

    /// <summary>Drops a path. A fetch that is on its way is answered to those who wait, and not kept.</summary>
    /// <returns>It was kept.</returns>
    public bool Invalidate(ReadOnlySpan<byte> path) => ShardOf(path).Invalidate(path);

    /// <summary>Drops everything; fetches that are on their way are not kept.</summary>
    public void Clear()
    {
        foreach (MetadataShard shard in _shards)
        {
            shard.Clear();
        }
    }

    // The dictionary in the shard uses low bits of the same hash, so the shard goes by high ones.
    private MetadataShard ShardOf(ReadOnlySpan<byte> path) =>
        _shards[(int)(((ulong)(uint)PathBytesComparer.Instance.GetHashCode(path) * (ulong)_shards.Length) >> 32)];

    [SupportedOSPlatform("linux")]
    private static StatFetch FetchLocally(MetadataCacheOptions options) => path =>
    {
        Errno errno = PathStat.Read(path, options.Mask, options.FollowLinks, out NodeAttributes stat);
        return new StatResult(errno, stat);
    };
}
