using Fathom.Nfs;
using FsCheck;
using FsCheck.Fluent;
using Xunit;

namespace Fathom.Tests.Nfs.Rpc;

public sealed class RecordBufferTests
{
    [Fact]
    public void Records_come_out_whole_wherever_fragments_and_segments_are_cut()
    {
        Prop.ForAll<int>(static seed => Survives(new Random(seed), maxRecord: 300))
            .Check(Config.QuickThrowOnFailure.WithMaxTest(3_000).WithEndSize(1_000_000));
    }

    [Fact]
    public void Records_larger_than_the_buffer_come_out_whole()
    {
        for (int seed = 0; seed < 20; seed++)
        {
            Assert.True(Survives(new Random(seed), maxRecord: 1_000_000));
        }
    }

    [Fact]
    public void A_record_above_the_limit_is_refused_before_memory_is_taken()
    {
        RecordBuffer buffer = new(1 << 20);
        int before = buffer.Capacity;
        Feed(buffer, PeerConnection.Fragment(new byte[60_000], isLast: false));
        Assert.Equal(RecordStatus.Partial, buffer.TryTake(out _));
        Feed(buffer, PeerConnection.Words((1 << 20) - 60_000 + 1));
        Assert.Equal(RecordStatus.Broken, buffer.TryTake(out _));
        Assert.Equal(RecordStatus.Broken, buffer.TryTake(out _));
        Assert.Equal(before, buffer.Capacity);
    }

    [Fact]
    public void Empty_fragments_without_end_take_no_memory()
    {
        RecordBuffer buffer = new(1 << 20);
        int before = buffer.Capacity;
        byte[] marks = new byte[4000];
        for (int i = 0; i < 1_000; i++)
        {
            Feed(buffer, marks);
            Assert.Equal(RecordStatus.Partial, buffer.TryTake(out _));
        }

        Assert.Equal(before, buffer.Capacity);
        Feed(buffer, PeerConnection.Framed("abc"u8));
        Assert.Equal(RecordStatus.Complete, buffer.TryTake(out ReadOnlySpan<byte> record));
        Assert.Equal("abc"u8, record);
    }

    [Fact]
    public void A_clear_forgets_half_a_record()
    {
        RecordBuffer buffer = new(1 << 20);
        Feed(buffer, PeerConnection.Framed(new byte[100]).AsSpan(0, 50));
        Assert.Equal(RecordStatus.Partial, buffer.TryTake(out _));
        buffer.Clear();
        Feed(buffer, PeerConnection.Framed("whole"u8));
        Assert.Equal(RecordStatus.Complete, buffer.TryTake(out ReadOnlySpan<byte> record));
        Assert.Equal("whole"u8, record);
        Assert.Equal(9, buffer.WireLength);
    }

    /// <summary>Feeds records of random sizes, cut at random places, and compares what comes out.</summary>
    private static bool Survives(Random random, int maxRecord)
    {
        List<byte[]> records = [];
        List<int> wireLengths = [];
        List<byte> stream = [];
        for (int i = random.Next(1, 8); i > 0; i--)
        {
            byte[] record = new byte[random.Next(maxRecord)];
            random.NextBytes(record);
            records.Add(record);
            int before = stream.Count;
            AppendFragments(stream, record, random);
            wireLengths.Add(stream.Count - before);
        }

        RecordBuffer buffer = new(maxRecord);
        byte[] bytes = [.. stream];
        int next = 0;
        for (int at = 0; at < bytes.Length;)
        {
            Span<byte> room = buffer.Room();
            int count = Math.Min(Math.Min(random.Next(1, random.Next(2, maxRecord + 3)), bytes.Length - at), room.Length);
            bytes.AsSpan(at, count).CopyTo(room);
            buffer.Add(count);
            at += count;
            while (buffer.TryTake(out ReadOnlySpan<byte> record) == RecordStatus.Complete)
            {
                if (!record.SequenceEqual(records[next]) || buffer.WireLength != wireLengths[next])
                {
                    return false;
                }

                next++;
                buffer.Consume();
            }
        }

        return next == records.Count;
    }

    private static void AppendFragments(List<byte> stream, byte[] record, Random random)
    {
        int at = 0;
        bool isLast;
        do
        {
            int count = random.Next(3) == 0 ? record.Length - at : random.Next(Math.Min(record.Length - at, 40) + 1);
            isLast = at + count == record.Length && random.Next(4) != 0;
            stream.AddRange(PeerConnection.Fragment(record.AsSpan(at, count), isLast));
            at += count;
        }
        while (!isLast);
    }

    private static void Feed(RecordBuffer buffer, ReadOnlySpan<byte> bytes)
    {
        bytes.CopyTo(buffer.Room());
        buffer.Add(bytes.Length);
    }
}
