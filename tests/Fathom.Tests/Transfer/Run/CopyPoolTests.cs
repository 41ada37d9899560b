using Fathom.Transfer;
using Xunit;

namespace Fathom.Tests.Transfer.Run;

public sealed class CopyPoolTests
{
    [Fact]
    public void A_number_has_ended_when_its_copy_has_and_all_before_it()
    {
        using ManualResetEventSlim first = new();
        using ManualResetEventSlim isTaken = new();
        using CountdownEvent others = new(8);
        using CopyPool pool = new(3, step =>
        {
            if (step.Path.Span[0] == 1)
            {
                isTaken.Set();
                first.Wait();
            }
            else
            {
                others.Signal();
            }
        });
        Assert.Equal(0, pool.Ended);

        // Taken alone: what stands behind it in one hand would wait for it.
        pool.Add(Step(1));
        isTaken.Wait();
        for (byte i = 2; i <= 9; i++)
        {
            pool.Add(Step(i));
        }

        others.Wait();
        Assert.Equal(9, pool.Added);
        Assert.Equal(0, pool.Ended);
        first.Set();
        pool.End();
        Assert.Equal(9, pool.Ended);
    }

    [Fact]
    public void A_copy_that_ended_the_run_has_not_ended_nor_has_any_after_it()
    {
        using CopyPool pool = new(1, static step =>
        {
            if (step.Path.Span[0] == 3)
            {
                throw new FathomException("lost", step.Path.Span, Errno.EIO);
            }
        });
        pool.Add(Step(1));
        pool.Add(Step(2));
        pool.Add(Step(3));
        pool.End();

        Assert.Equal(2, pool.Ended);
        Assert.Throws<FathomException>(pool.ThrowIfFailed);
        Assert.Throws<FathomException>(() => pool.Finish());
    }

    [Fact]
    public void What_has_ended_was_done()
    {
        const int Count = 3000;
        bool[] done = new bool[Count + 1];
        using CopyPool pool = new(8, step =>
        {
            Thread.SpinWait(step.Path.Span[0] * 20);
            Volatile.Write(ref done[BitConverter.ToInt32(step.Name.Span)], true);
        });
        long ended = 0;
        for (int i = 1; i <= Count; i++)
        {
            pool.Add(Step((byte)(i * 37), BitConverter.GetBytes(i)));
            for (long now = pool.Ended; ended < now;)
            {
                ended++;
                Assert.True(Volatile.Read(ref done[ended]));
            }
        }

        pool.End();
        Assert.Equal(Count, pool.Ended);
    }

    private static PlanStep Step(byte path, byte[]? name = null) =>
        new() { Kind = StepKind.CopyFile, Changes = ItemChanges.New, NodeKind = EntryKind.File, Path = new[] { path }, Name = name ?? [] };
}
