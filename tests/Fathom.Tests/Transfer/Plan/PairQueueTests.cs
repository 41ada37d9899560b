using System.Collections.Concurrent;
using System.Text;
using Fathom.Transfer;
using Xunit;

namespace Fathom.Tests.Transfer.Plan;

public sealed class PairQueueTests
{
    [Fact]
    public void Children_are_taken_nearest_first_and_before_what_came_earlier()
    {
        PairQueue queue = new();
        DirectoryPair root = Pair("");
        queue.Add(root);
        Assert.Same(root, queue.Take());
        queue.Complete(root, Result("a", "b"));
        DirectoryPair a = queue.Take()!;
        queue.Complete(a, Result("a/x", "a/y"));

        Assert.Equal(["a/x", "a/y", "b"], [Name(queue.Take()), Name(queue.Take()), Name(queue.Take())]);
    }

    [Fact]
    public void A_pair_is_compared_by_one_thread_alone()
    {
        PairQueue queue = new();
        DirectoryPair root = Pair("");
        queue.Add(root);

        Assert.True(queue.TryTake(root, out _));
        Assert.False(queue.TryTake(root, out DirectoryPair? other));
        Assert.Null(other);
        queue.Complete(root, Result("a"));
        Assert.Equal("a", Name(queue.Take()));
    }

    [Fact]
    public void The_consumer_helps_with_the_next_pair_while_another_thread_compares_the_one_it_needs()
    {
        PairQueue queue = new();
        DirectoryPair root = Pair("");
        queue.Add(root);
        queue.Take();
        queue.Complete(root, Result("a", "b"));
        DirectoryPair a = queue.Take()!;

        Assert.False(queue.TryTake(a, out DirectoryPair? other));

        Assert.Equal("b", Name(other));
        Assert.Equal(PairState.Running, other!.State);
    }

    [Fact]
    public void A_result_is_handed_over_once_it_is_there()
    {
        PairQueue queue = new();
        DirectoryPair root = Pair("");
        queue.Add(root);
        queue.Take();
        PairResult result = Result();
        Thread other = new(() => queue.Complete(root, result));

        other.Start();
        queue.Wait(root);

        Assert.Equal(PairState.Done, root.State);
        Assert.Same(result, queue.Consume(root));
        Assert.Null(root.Result);
        other.Join();
    }

    [Fact]
    public void Who_waits_for_a_pair_is_let_go_at_the_end()
    {
        PairQueue queue = new();
        DirectoryPair? taken = Pair("never");
        Thread worker = new(() => taken = queue.Take());

        worker.Start();
        queue.End();
        worker.Join();

        Assert.Null(taken);
    }

    [Fact]
    public void Every_pair_is_compared_once_however_many_threads_take_them()
    {
        PairQueue queue = new();
        DirectoryPair root = Pair("");
        queue.Add(root);
        queue.Take();
        PairResult result = Result([.. Enumerable.Range(0, 1000).Select(static i => $"{i}")]);
        queue.Complete(root, result);
        queue.Consume(root);
        ConcurrentQueue<DirectoryPair> done = new();
        Thread[] workers = [.. Enumerable.Range(0, 4).Select(_ => new Thread(() =>
        {
            while (queue.Take() is { } pair)
            {
                done.Enqueue(pair);
                queue.Complete(pair, Result());
            }
        }))];
        Array.ForEach(workers, static worker => worker.Start());

        foreach (DirectoryPair child in result.Children)
        {
            if (queue.TryTake(child, out DirectoryPair? other))
            {
                done.Enqueue(child);
                queue.Complete(child, Result());
            }
            else if (other is not null)
            {
                done.Enqueue(other);
                queue.Complete(other, Result());
            }

            queue.Wait(child);
            queue.Consume(child);
        }

        queue.End();
        Array.ForEach(workers, static worker => worker.Join());
        Assert.Equal(1000, done.Count);
        Assert.Equal(1000, done.Distinct().Count());
    }

    private static DirectoryPair Pair(string path) => new() { Path = Encoding.UTF8.GetBytes(path) };

    private static PairResult Result(params string[] children)
    {
        PairResult result = new();
        result.Children.AddRange(children.Select(Pair));
        return result;
    }

    private static string Name(DirectoryPair? pair) => Encoding.UTF8.GetString(pair!.Path.Span);
}
