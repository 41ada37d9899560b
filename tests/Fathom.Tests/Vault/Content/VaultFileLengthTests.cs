using System.Runtime.Versioning;
using Fathom.Tests.Conformance;
using Fathom.Tests.Vault.Support;
using Fathom.Vault;
using Xunit;

namespace Fathom.Tests.Vault.Content;

[SupportedOSPlatform("linux")]
public sealed class VaultFileLengthTests
{
    private const int Chunk = CipherLayout.ChunkLength;

    public static TheoryData<CipherCombo> Ciphers => [CipherCombo.SivGcm, CipherCombo.SivCtrMac];

    [Theory]
    [MemberData(nameof(Ciphers))]
    public void Every_length_around_chunks_is_cut_and_extended_to_every_other(CipherCombo cipher)
    {
        int[] lengths = [0, 1, Chunk - 1, Chunk, Chunk + 1, 2 * Chunk, 40 * Chunk + 5];
        using StoredContent stored = new(cipher);
        foreach (int from in lengths)
        {
            byte[] content = ContentSteps.Noise(from);
            foreach (int to in lengths)
            {
                stored.Put(content);
                using VaultFile file = stored.OpenForWriting();
                Assert.Equal(Errno.None, file.SetLength(to));
                byte[] expected = [.. content.Take(to), .. new byte[Math.Max(0, to - from)]];
                Assert.True(expected.AsSpan().SequenceEqual(stored.Decrypt()), $"{from} to {to}");
                Assert.True(expected.AsSpan().SequenceEqual(file.Read(0, to + 1)), $"{from} to {to}");
            }
        }
    }

    [Theory]
    [MemberData(nameof(Ciphers))]
    public void An_empty_last_chunk_of_another_program_is_in_nobodys_way(CipherCombo cipher)
    {
        using StoredContent stored = new(cipher);
        foreach (int chunks in new[] { 0, 1, 3 })
        {
            byte[] content = ContentSteps.Noise(chunks * Chunk);
            Check(file => file.WriteAll(content.Length, [7, 8]), [.. content, 7, 8]);
            Check(file => file.WriteAll(content.Length, content), [.. content, .. content], isRewritten: chunks > 0);
            Check(file => file.WriteAll(content.Length + Chunk + 1, [9]), [.. content, .. new byte[Chunk + 1], 9]);
            Check(file => Assert.Equal(Errno.None, file.SetLength(content.Length)), content);
            Check(file => Assert.Equal(Errno.None, file.SetLength(content.Length + 5)), [.. content, 0, 0, 0, 0, 0]);
            Check(file => Assert.Equal(Errno.None, file.SetLength(0)), []);

            void Check(Action<VaultFile> change, byte[] expected, bool isRewritten = true)
            {
                stored.Put(content);
                stored.AppendEmptyChunk(chunks);
                using VaultFile file = stored.OpenForWriting();
                Assert.Equal(Errno.None, file.ReadAttributes(StatMask.Size, out NodeAttributes attributes));
                Assert.Equal(content.Length, attributes.Size);
                change(file);
                Assert.Equal(expected, file.Read(0, expected.Length + 10));
                if (isRewritten)
                {
                    Assert.Equal(expected, stored.Decrypt());
                }
            }
        }
    }

    [Theory]
    [MemberData(nameof(Ciphers))]
    public void A_last_chunk_with_no_room_for_its_tag_can_be_cut_off_and_nothing_else(CipherCombo cipher)
    {
        using StoredContent stored = new(cipher);
        byte[] content = ContentSteps.Noise(2 * Chunk);
        stored.Put(content);
        File.AppendAllBytes(stored.Path, new byte[5]);
        using VaultFile file = stored.OpenForWriting();

        Assert.Equal(Errno.EBADMSG, file.ReadAttributes(StatMask.Size, out _));
        Assert.Equal(Errno.EBADMSG, file.Write(0, [1], out _));
        Assert.Equal(Errno.EBADMSG, file.SetLength((2 * Chunk) + 1));
        Assert.Equal(Errno.None, file.SetLength(2 * Chunk));

        Assert.Equal(content, stored.Decrypt());
    }

    [Fact]
    public void A_file_that_cannot_be_cut_stays_as_it_was()
    {
        using StoredContent stored = new();
        FaultyFile? faulty = null;
        using VaultFile file = stored.Create(inner => faulty = new FaultyFile(inner));
        byte[] content = ContentSteps.Noise(3 * Chunk);
        file.WriteAll(0, content);
        faulty!.LengthError = Errno.EIO;

        Assert.Equal(Errno.EIO, file.SetLength(Chunk + 7));

        Assert.Equal(content, stored.Decrypt());
        Assert.Equal(content, file.Read(0, content.Length));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(100)]
    [InlineData(Chunk)]
    public void Zeros_for_which_there_is_no_room_are_taken_back(int length)
    {
        using StoredContent stored = new();
        FaultyFile? faulty = null;
        using VaultFile file = stored.Create(inner => faulty = new FaultyFile(inner));
        byte[] content = ContentSteps.Noise(length);
        file.WriteAll(0, content);
        faulty!.MaxSize = 3_000_000;

        Assert.Equal(Errno.ENOSPC, file.SetLength(5_000_000));
        Assert.Equal(content, stored.Decrypt());
        Assert.Equal(Errno.ENOSPC, file.Write(5_000_000, [1], out int written));
        Assert.Equal(0, written);
        Assert.Equal(content, stored.Decrypt());
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(3)]
    public void Who_is_told_to_stop_takes_back_what_was_added(int writes)
    {
        using StoredContent stored = new();
        FaultyFile? faulty = null;
        using CancellationTokenSource stop = new();
        using VaultFile file = stored.Create(inner => faulty = new FaultyFile(inner));
        byte[] content = ContentSteps.Noise(Chunk + 5);
        file.WriteAll(0, content);
        int count = 0;
        faulty!.Written = () => StopAt(++count);
        StopAt(count);

        Assert.Equal(Errno.EINTR, file.SetLength(10_000_000, stop.Token));

        Assert.Equal(content, stored.Decrypt());
        Assert.True(count >= writes, "zeros were written before");

        void StopAt(int done)
        {
            if (done == writes)
            {
                stop.Cancel();
            }
        }
    }

    [Fact]
    public void What_somebody_else_wrote_meanwhile_is_not_taken_back()
    {
        using StoredContent stored = new();
        FaultyFile? faulty = null;
        using CancellationTokenSource stop = new();
        using VaultFile file = stored.Create(inner => faulty = new FaultyFile(inner));
        using VaultFile other = stored.OpenForWriting();
        using ManualResetEventSlim isWritten = new();
        Thread writer = new(() =>
        {
            Assert.Equal(Errno.None, other.Write(50, [7], out _));
            isWritten.Set();
        });
        faulty!.Written = () =>
        {
            // The first run is stored, and the lock still held: the writer comes in right behind it.
            faulty.Written = () =>
            {
                if (isWritten.IsSet)
                {
                    stop.Cancel();
                }
            };
            writer.Start();
        };

        Assert.Equal(Errno.EINTR, file.SetLength(200_000_000, stop.Token));

        writer.Join();
        byte[] found = stored.Decrypt();
        Assert.InRange(found.Length, 51, 199_999_999);
        Assert.Equal(7, found[50]);
    }
}
