using System.Runtime.Versioning;
using Fathom.Tests.Conformance;
using Fathom.Tests.Vault.Support;
using Fathom.Vault;
using Xunit;

namespace Fathom.Tests.Vault.Content;

[SupportedOSPlatform("linux")]
public sealed class ReadAroundTests
{
    private const int Page = 4096;
    private const long Stretch = (long)ReadAround.Chunks * CipherLayout.ChunkLength;

    private static readonly CipherLayout s_layout = CipherLayout.Of(CipherCombo.SivGcm);

    [Fact]
    public void The_stored_file_is_told_once_that_reads_are_scattered_and_once_that_they_follow_each_other_again()
    {
        Recorder stored = new();
        ReadAround around = new(stored, s_layout);

        Scatter(around, 20);
        Assert.Equal([true], stored.Patterns);

        Follow(around, 20, Page);
        Assert.Equal([true, false], stored.Patterns);
    }

    [Theory]
    [InlineData(Page)]
    [InlineData(8 * CipherLayout.ChunkLength)]
    public void Of_reads_that_follow_each_other_nobody_is_told_and_nothing_is_fetched(int length)
    {
        Recorder stored = new();
        ReadAround around = new(stored, s_layout);

        Follow(around, 100, length);

        Assert.Empty(stored.Patterns);
        Assert.Empty(stored.Fetched);
    }

    [Fact]
    public void A_few_scattered_reads_between_others_change_nothing()
    {
        Recorder stored = new();
        ReadAround around = new(stored, s_layout);

        for (int i = 0; i < 50; i++)
        {
            Scatter(around, ReadAround.ReadsInRow - 1, first: i);
            Follow(around, 1, CipherLayout.ChunkLength);
        }

        Assert.Empty(stored.Patterns);
        Assert.Empty(stored.Fetched);
    }

    [Fact]
    public void A_stretch_is_fetched_whole_with_the_second_scattered_read_in_it_and_once()
    {
        Recorder stored = new();
        ReadAround around = new(stored, s_layout);
        Scatter(around, ReadAround.ReadsInRow);

        Read(around, (7 * Stretch) + 100);
        Assert.Empty(stored.Fetched);

        Read(around, (8 * Stretch) - Page);
        Read(around, 7 * Stretch);
        Read(around, (7 * Stretch) + 50_000);

        long start = s_layout.HeaderLength + (7L * ReadAround.Chunks * s_layout.StoredChunkLength);
        Assert.Equal([(start, (long)ReadAround.Chunks * s_layout.StoredChunkLength)], stored.Fetched);
    }

    [Fact]
    public void Nothing_is_fetched_before_the_read_was_answered()
    {
        Recorder stored = new();
        ReadAround around = new(stored, s_layout);
        Scatter(around, ReadAround.ReadsInRow);
        Read(around, 7 * Stretch);

        around.Prepare((7 * Stretch) + Page + 1, Page);
        Assert.Empty(stored.Fetched);

        around.Fetch();
        Assert.Single(stored.Fetched);
    }

    [Fact]
    public void Behind_the_stretches_that_are_looked_after_nothing_is_fetched()
    {
        Recorder stored = new();
        ReadAround around = new(stored, s_layout);
        Scatter(around, ReadAround.ReadsInRow);

        for (int i = 0; i < 10; i++)
        {
            Read(around, (ReadAround.MaxStretches * Stretch) + (i * 3L * Page));
        }

        Assert.Empty(stored.Fetched);
    }

    [Fact]
    public void A_file_that_is_read_here_and_there_is_its_content()
    {
        byte[] content = ContentSteps.Noise(100 * CipherLayout.ChunkLength);
        using StoredContent stored = new();
        stored.Put(content);
        using VaultFile file = stored.OpenForReading();
        Random random = new(1);

        for (int i = 0; i < 500; i++)
        {
            int offset = random.Next(content.Length - Page);
            Assert.True(content.AsSpan(offset, Page).SequenceEqual(file.Read(offset, Page)), $"{offset}");
            file.AfterRead();
        }
    }

    [Fact]
    public void What_a_read_left_to_be_done_is_left_where_the_file_was_closed_meanwhile()
    {
        using StoredContent stored = new();
        stored.Put(ContentSteps.Noise(100 * CipherLayout.ChunkLength));
        VaultFile file = stored.OpenForReading();
        for (int i = 0; i < ReadAround.ReadsInRow + 2; i++)
        {
            _ = file.Read((i + 1) * 10_000, 100);
        }

        file.Dispose();
        Exception? thrown = Record.Exception(file.AfterRead);

        Assert.Null(thrown);
    }

    private static void Read(ReadAround around, long offset)
    {
        around.Prepare(offset, Page);
        around.Fetch();
    }

    // Each in a stretch of its own.
    private static void Scatter(ReadAround around, int count, int first = 0)
    {
        for (int i = 0; i < count; i++)
        {
            Read(around, (100 + first + i) * Stretch);
        }
    }

    private static void Follow(ReadAround around, int count, int length)
    {
        for (int i = 0; i < count; i++)
        {
            around.Prepare((long)i * length, length);
            around.Fetch();
        }
    }

    private sealed class Recorder : IContentFile
    {
        public List<bool> Patterns { get; } = [];

        public List<(long Offset, long Length)> Fetched { get; } = [];

        public void ExpectReads(bool isRandom) => Patterns.Add(isRandom);

        public void ExpectRead(long offset, long length) => Fetched.Add((offset, length));

        public Errno Read(long offset, Span<byte> buffer, out int read) => throw new NotSupportedException();

        public Errno ReadAttributes(StatMask mask, out NodeAttributes attributes) => throw new NotSupportedException();

        public void Dispose()
        {
        }
    }
}
