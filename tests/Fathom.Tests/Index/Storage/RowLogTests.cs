using Fathom.Index;
using Fathom.Tests.Support;
using Xunit;

namespace Fathom.Tests.Index.Storage;

public sealed class RowLogTests
{
    private static readonly TimeSpan s_never = TimeSpan.FromHours(1);

    [Theory]
    [InlineData(1, 1, 100)]
    [InlineData(4, 1, 1)]
    [InlineData(4, 2, 5_000)]
    [InlineData(8, 4, 30_000)]
    public void Every_row_comes_once_whoever_writes_and_whoever_takes(int workers, int writers, long epochRows)
    {
        const int Reservations = 2_000;
        using RowLog log = new(writers, 1, new EpochLimits(epochRows, s_never));
        List<long>[] taken = Enumerable.Range(0, writers).Select(_ => new List<long>()).ToArray();
        Thread[] readers = Enumerable.Range(0, writers).Select(i => Start(() => Drain(log, taken[i]))).ToArray();
        Thread[] threads = Enumerable.Range(0, workers).Select(worker => Start(() =>
        {
            Random random = new(worker);
            for (int i = 0; i < Reservations; i++)
            {
                Write(log, random.Next(1, 60), ((long)worker << 32) | (uint)i);
            }
        })).ToArray();
        JoinAll(threads);
        log.Close();
        JoinAll(readers);

        List<long> expected = [];
        for (int worker = 0; worker < workers; worker++)
        {
            Random random = new(worker);
            for (int i = 0; i < Reservations; i++)
            {
                expected.AddRange(Enumerable.Repeat(((long)worker << 32) | (uint)i, random.Next(1, 60)));
            }
        }

        expected.Sort();
        Assert.Equal(expected, taken.SelectMany(list => list).Order());
    }

    [Fact]
    public void Blocks_come_in_the_order_in_which_their_rows_were_reserved()
    {
        using RowLog log = new(1, 1, new EpochLimits(3, s_never));
        List<long> taken = [];
        Thread reader = Start(() => Drain(log, taken));
        for (int i = 0; i < 500; i++)
        {
            Write(log, 1, i);
        }

        log.Close();
        JoinAll(reader);
        Assert.Equal(Enumerable.Range(0, 500).Select(i => (long)i), taken);
    }

    [Fact]
    public void Directories_are_numbered_in_the_order_of_reservations()
    {
        using RowLog log = new(1, 17, new EpochLimits(1_000, s_never));
        Reservation first = log.Reserve(5, 0, 3);
        Reservation second = log.Reserve(1, 0, 0);
        Reservation third = log.Reserve(2, 0, 2);
        Assert.Equal([17, 20, 20], [first.FirstDirectory, second.FirstDirectory, third.FirstDirectory]);
        Assert.Equal([0, 5, 6], [first.Row, second.Row, third.Row]);
    }

    [Fact]
    public void A_block_waits_until_all_of_it_is_filled()
    {
        using RowLog log = new(1, 1, new EpochLimits(2, s_never));
        Reservation slow = log.Reserve(1, 0, 0);
        Write(log, 1, 2);
        Write(log, 1, 3); // in the next block
        using ManualResetEventSlim isTaken = new();
        Thread reader = Start(() =>
        {
            RowBlock block = log.Take(log.FirstEpoch)!;
            isTaken.Set();
            log.Return(block);
        });
        Assert.False(isTaken.Wait(50));
        EntryCounts counts = default;
        log.Release(in slow, in counts);
        JoinAll(reader);
        Assert.True(isTaken.IsSet);
        log.Close();
    }

    [Fact]
    public void Who_reserves_waits_while_no_block_is_free()
    {
        using RowLog log = new(1, 1, new EpochLimits(1, s_never));
        int written = 0;
        Thread worker = Start(() =>
        {
            for (int i = 0; i < 50; i++)
            {
                Write(log, 1, i);
                Interlocked.Increment(ref written); // pairs with the reads below
            }

            log.Close();
        });
        SpinWait.SpinUntil(() => worker.ThreadState.HasFlag(ThreadState.WaitSleepJoin), 10_000);
        int before = Volatile.Read(ref written);
        Assert.InRange(before, 1, 10);
        List<long> taken = [];
        Drain(log, taken);
        JoinAll(worker);
        Assert.Equal(50, taken.Count);
    }

    [Fact]
    public void A_failure_wakes_all_who_wait_and_refuses_all_who_come()
    {
        using RowLog log = new(2, 1, new EpochLimits(1, s_never));
        int woken = 0;
        void Fails(Action action)
        {
            Assert.Throws<OperationCanceledException>(action);
            Interlocked.Increment(ref woken); // read after the threads were joined
        }

        Thread[] workers = Enumerable.Range(0, 4).Select(_ => Start(() => Fails(() =>
        {
            while (true)
            {
                Write(log, 1, 1);
            }
        }))).ToArray();
        SpinWait.SpinUntil(() => Array.TrueForAll(workers, worker => worker.ThreadState.HasFlag(ThreadState.WaitSleepJoin)), 10_000);
        IOException cause = new("disk");
        log.Fail(cause);
        log.Fail(new IOException("another"));
        JoinAll(workers);
        Assert.Equal(4, woken);
        Assert.Same(cause, log.Failure);
        Fails(() => log.Take(log.FirstEpoch));
        Fails(() => log.Reserve(1, 0, 0));
    }

    [Fact]
    public void What_is_there_is_committed_when_the_time_is_up()
    {
        using RowLog log = new(1, 1, new EpochLimits(1_000_000, TimeSpan.FromMilliseconds(30)));
        Write(log, 1, 7);
        Epoch epoch = log.FirstEpoch;
        RowBlock? block = null;
        Deadline.Run(() => block = log.Take(epoch));
        Assert.Equal(1, block!.Rows);
        log.Return(block);
        Deadline.Run(() => block = log.Take(epoch));
        Assert.Null(block);
        Assert.False(epoch.IsLast);
        Assert.NotNull(epoch.Next);
        log.Close();
        Deadline.Run(() => Assert.Null(log.Take(epoch.Next!)));
        Assert.True(epoch.Next!.IsLast);
    }

    private static void Drain(RowLog log, List<long> taken)
    {
        for (Epoch? epoch = log.FirstEpoch; epoch is not null; epoch = epoch.Next)
        {
            while (log.Take(epoch) is { } block)
            {
                taken.AddRange(block.Column<long>(EntryColumn.Size, 0, block.Rows));
                log.Return(block);
            }
        }
    }

    private static void Write(RowLog log, int rows, long value)
    {
        Reservation reserved = log.Reserve(rows, 100, 0);
        reserved.Block.Column<long>(EntryColumn.Size, reserved.Row, rows).Fill(value);
        EntryCounts counts = default;
        log.Release(in reserved, in counts);
    }

    private static Thread Start(Action action)
    {
        Thread thread = new(() => action()) { IsBackground = true };
        thread.Start();
        return thread;
    }

    private static void JoinAll(params Thread[] threads) =>
        Array.ForEach(threads, thread => Assert.True(thread.Join(TimeSpan.FromSeconds(60)), "a thread hangs"));
}
