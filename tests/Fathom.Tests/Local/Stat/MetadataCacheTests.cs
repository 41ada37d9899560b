using System.Collections.Concurrent;
using System.Runtime.Versioning;
using System.Text;
using Fathom.Local;
using Fathom.Tests.Support;
using FsCheck;
using FsCheck.Fluent;
using Xunit;

namespace Fathom.Tests.Local.Stat;

[SupportedOSPlatform("linux")]
public sealed class MetadataCacheTests
{
    private readonly ConcurrentDictionary<string, int> _fetches = new();

    [Fact]
    public void A_path_is_fetched_once()
    {
        MetadataCache cache = Cache(100);
        StatResult first = cache.GetOrFetch("a"u8);
        Assert.Equal(first, cache.GetOrFetch("a"u8));
        Assert.True(cache.TryGet("a"u8, out StatResult kept));
        Assert.Equal(first, kept);
        Assert.False(cache.TryGet("b"u8, out _));
        Assert.Equal(1, _fetches["a"]);
        Assert.Equal(1, cache.Count);
    }

    [Fact]
    public void Errors_are_answers_and_are_not_kept()
    {
        MetadataCache cache = Cache(100);
        Assert.Equal(Errno.ENOENT, cache.GetOrFetch("missing"u8).Errno);
        Assert.Equal(Errno.ENOENT, cache.GetOrFetch("missing"u8).Errno);
        Assert.Equal(2, _fetches["missing"]);
        Assert.Equal(0, cache.Count);
    }

    [Fact]
    public void All_who_ask_at_once_get_the_answer_of_one_fetch()
    {
        using ManualResetEventSlim mayEnd = new();
        int fetches = 0;
        MetadataCache cache = new(MetadataCacheOptions.Default, _ =>
        {
            Interlocked.Increment(ref fetches);
            mayEnd.Wait();
            return new StatResult(Errno.None, new NodeAttributes { Size = 7 });
        });
        ConcurrentBag<long> sizes = [];
        Thread[] threads = [.. Enumerable.Range(0, 16).Select(_ => new Thread(() => sizes.Add(cache.GetOrFetch("a"u8).Stat.Size)))];
        Array.ForEach(threads, thread => thread.Start());
        Assert.True(SpinWait.SpinUntil(() => Volatile.Read(ref fetches) == 1, 10_000));
        Thread.Sleep(50);
        mayEnd.Set();
        Array.ForEach(threads, thread => thread.Join());
        Assert.Equal(1, fetches);
        Assert.Equal(Enumerable.Repeat(7L, 16), sizes);
    }

    [Fact]
    public void A_fetch_that_was_invalidated_meanwhile_is_not_kept()
    {
        MetadataCache? cache = null;
        bool isFirst = true;
        cache = new MetadataCache(MetadataCacheOptions.Default, path =>
        {
            if (isFirst)
            {
                isFirst = false;
                cache!.Invalidate(path);
                return new StatResult(Errno.None, new NodeAttributes { Size = 1 });
            }

            return new StatResult(Errno.None, new NodeAttributes { Size = 2 });
        });
        Assert.Equal(1, cache.GetOrFetch("a"u8).Stat.Size);
        Assert.Equal(0, cache.Count);
        Assert.Equal(2, cache.GetOrFetch("a"u8).Stat.Size);
        Assert.Equal(1, cache.Count);
    }

    [Fact]
    public void What_a_fetch_throws_goes_to_its_caller_and_the_next_tries_again()
    {
        int calls = 0;
        MetadataCache cache = new(MetadataCacheOptions.Default, _ =>
            ++calls == 1 ? throw new InvalidOperationException("once") : new StatResult(Errno.None, default));
        Assert.Throws<InvalidOperationException>(() => cache.GetOrFetch("a"u8));
        Assert.True(cache.GetOrFetch("a"u8).IsFound);
    }

    [Fact]
    public void What_is_asked_for_often_survives_what_is_asked_for_once()
    {
        MetadataCache cache = Cache(10, shards: 1);
        for (int i = 0; i < 1000; i++)
        {
            cache.GetOrFetch("hot"u8);
            cache.GetOrFetch(Encoding.UTF8.GetBytes($"cold{i}"));
        }

        Assert.Equal(1, _fetches["hot"]);
        Assert.Equal(10, cache.Count);
    }

    [Fact]
    public void Any_sequence_keeps_the_bound_and_the_answers()
    {
        Prop.ForAll(
            Gen.Choose(1, 20).ToArbitrary(),
            Gen.Choose(1, 5).ToArbitrary(),
            Gen.Choose(0, 400).ListOf().ToArbitrary(),
            (capacity, shards, actions) =>
            {
                MetadataCache cache = Cache(capacity, shards);
                foreach (int action in actions)
                {
                    byte[] path = Encoding.UTF8.GetBytes($"p{action % 40}");
                    bool good = (action / 40) switch
                    {
                        0 => !cache.Invalidate(path) | !cache.TryGet(path, out _),
                        1 when action % 40 == 0 => Cleared(cache),
                        _ => cache.GetOrFetch(path).Stat.Size == Size(path) && cache.TryGet(path, out StatResult kept) && kept.Stat.Size == Size(path),
                    };
                    if (!good || cache.Count > capacity)
                    {
                        return false;
                    }
                }

                return true;
            }).Check(Config.QuickThrowOnFailure.WithMaxTest(300));
    }

    [Fact]
    public void Many_threads_get_right_answers_within_the_bound()
    {
        MetadataCache cache = Cache(500);
        int wrong = 0;
        Thread[] threads = [.. Enumerable.Range(0, 8).Select(seed => new Thread(() =>
        {
            Random random = new(seed);
            for (int i = 0; i < 30_000; i++)
            {
                byte[] path = Encoding.UTF8.GetBytes($"p{random.Next(2000)}");
                if (i % 100 == 0)
                {
                    cache.Invalidate(path);
                }
                else if (cache.GetOrFetch(path).Stat.Size != Size(path))
                {
                    Interlocked.Increment(ref wrong);
                }
            }
        }))];
        Array.ForEach(threads, thread => thread.Start());
        Array.ForEach(threads, thread => thread.Join());
        Assert.Equal(0, wrong);
        Assert.InRange(cache.Count, 1, 500);
    }

    [Fact]
    public void Local_files_are_fetched_by_default()
    {
        using TempFolder folder = new();
        byte[] path = Encoding.UTF8.GetBytes(folder.Write("f", "abc"));
        MetadataCache cache = new();
        Assert.Equal(3, cache.GetOrFetch(path).Stat.Size);
        folder.Write("f", "abcdef");
        Assert.Equal(3, cache.GetOrFetch(path).Stat.Size);
        Assert.True(cache.Invalidate(path));
        Assert.Equal(6, cache.GetOrFetch(path).Stat.Size);
    }

    private static long Size(ReadOnlySpan<byte> path) => path.Length * 1000 + path[^1];

    private static bool Cleared(MetadataCache cache)
    {
        cache.Clear();
        return cache.Count == 0;
    }

    private MetadataCache Cache(int capacity, int shards = 16) =>
        new(new MetadataCacheOptions { Capacity = capacity, Shards = shards }, path =>
        {
            _fetches.AddOrUpdate(Encoding.UTF8.GetString(path), 1, (_, count) => count + 1);
            return path.StartsWith("missing"u8)
                ? new StatResult(Errno.ENOENT, default)
                : new StatResult(Errno.None, new NodeAttributes { Size = Size(path) });
        });
}
