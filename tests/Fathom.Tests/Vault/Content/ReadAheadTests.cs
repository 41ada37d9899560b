using System.Runtime.Versioning;
using Fathom.Tests.Conformance;
using Fathom.Tests.Support;
using Fathom.Tests.Vault.Support;
using Fathom.Vault;
using Xunit;

namespace Fathom.Tests.Vault.Content;

[SupportedOSPlatform("linux")]
public sealed class ReadAheadTests
{
    private const int Chunk = CipherLayout.ChunkLength;

    [Fact]
    public void Reads_that_go_on_have_growing_windows_decrypted_behind_them()
    {
        using Recorder recorder = new(maxChunks: 16);

        for (long offset = 0; offset < 60 * Chunk; offset += Chunk)
        {
            recorder.Ahead.Prepare(offset, Chunk);
            recorder.Settle();
        }

        (long Start, long End)[] windows = recorder.Windows;
        Assert.Equal((2, 6), windows[0]);
        Assert.Equal([4, 8, 16, 16], windows.Take(4).Select(static window => window.End - window.Start));
        Assert.All(windows.Zip(windows.Skip(1)), static pair => Assert.Equal(pair.First.End, pair.Second.Start));
    }

    [Theory]
    [InlineData(16, 4096, 12_345)]
    [InlineData(16, 2 * ReadAhead.MaxRead, 2 * ReadAhead.MaxRead)]
    [InlineData(0, 4096, 4096)]
    public void Scattered_reads_long_ones_and_those_of_a_vault_without_cache_have_nothing_decrypted_ahead(int maxChunks, int length, int step)
    {
        using Recorder recorder = new(maxChunks);

        for (int i = 0; i < 100; i++)
        {
            recorder.Ahead.Prepare((long)i * step, length);
        }

        recorder.Ahead.Dispose();
        Assert.Empty(recorder.Windows);
    }

    [Fact]
    public void At_the_end_of_the_file_nothing_more_is_asked_for_until_a_read_is_elsewhere()
    {
        using Recorder recorder = new(maxChunks: 4) { IsMore = false };
        Go(0);
        Assert.Single(recorder.Windows);

        Go(100);
        Assert.Equal(2, recorder.Windows.Length);

        void Go(long first)
        {
            for (long number = first; number < first + 20; number++)
            {
                recorder.Ahead.Prepare(number * Chunk, Chunk);
                recorder.Settle();
            }
        }
    }

    [Fact]
    public void A_read_waits_for_what_is_just_being_decrypted_of_it()
    {
        using ManualResetEventSlim isRunning = new();
        bool isDone = false;
        using ReadAhead ahead = new(Load, 4);
        Deadline.Run(() =>
        {
            ahead.Prepare(0, Chunk);
            ahead.Prepare(Chunk, Chunk);
            isRunning.Wait();
            ahead.Prepare(2 * Chunk, Chunk);
            Assert.True(Volatile.Read(ref isDone));
        });

        bool Load(long start, long end)
        {
            isRunning.Set();
            for (int i = 0; i < 1000; i++)
            {
                Thread.Yield();
            }

            Volatile.Write(ref isDone, true);
            return true;
        }
    }

    [Theory]
    [InlineData(CipherCombo.SivGcm)]
    [InlineData(CipherCombo.SivCtrMac)]
    public void A_file_read_from_front_to_back_is_its_content_also_where_it_changes_meanwhile(CipherCombo cipher)
    {
        byte[] content = ContentSteps.Noise((60 * Chunk) + 100);
        using StoredContent stored = new(cipher);
        stored.Put(content);
        using VaultFile file = stored.OpenForWriting();
        foreach (int length in new[] { 4096, 50_000, 4 * Chunk, 40 * Chunk })
        {
            for (int offset = 0; offset < content.Length; offset += length)
            {
                int place = Math.Min(offset + (2 * Chunk), content.Length - 3);
                byte[] change = [(byte)length, (byte)offset, 1];
                change.CopyTo(content, place);
                file.WriteAll(place, change);

                byte[] read = file.Read(offset, length);
                Assert.True(content.AsSpan(offset, Math.Min(length, content.Length - offset)).SequenceEqual(read), $"{length} at {offset}");
            }
        }
    }

    [Fact]
    public void A_damaged_chunk_is_an_error_only_for_who_reads_it()
    {
        byte[] content = ContentSteps.Noise(20 * Chunk);
        using StoredContent stored = new();
        stored.Put(content);
        stored.Damage(9);
        using VaultFile file = stored.OpenForReading();
        byte[] buffer = new byte[Chunk];

        for (int number = 0; number < 20; number++)
        {
            Assert.Equal(number == 9 ? Errno.EBADMSG : Errno.None, file.Read((long)number * Chunk, buffer, out int read));
            Assert.Equal(number == 9 ? 0 : Chunk, read);
        }
    }

    private sealed class Recorder : IDisposable
    {
        private readonly List<(long, long)> _windows = [];

        public Recorder(int maxChunks) => Ahead = new ReadAhead(Load, maxChunks);

        public ReadAhead Ahead { get; }

        public bool IsMore { get; init; } = true;

        public (long Start, long End)[] Windows
        {
            get
            {
                lock (_windows)
                {
                    return [.. _windows];
                }
            }
        }

        /// <summary>Waits until what was asked for is decrypted.</summary>
        public void Settle() => Deadline.Run(() =>
        {
            while (Ahead.IsBusy)
            {
                Thread.Yield();
            }
        });

        public void Dispose() => Ahead.Dispose();

        private bool Load(long start, long end)
        {
            lock (_windows)
            {
                _windows.Add((start, end));
            }

            return IsMore;
        }
    }
}
