using System.Runtime.Versioning;
using Fathom.Tests.Conformance;
using Fathom.Tests.Support;
using Fathom.Tests.Vault.Support;
using Fathom.Vault;
using Xunit;

namespace Fathom.Tests.Vault.Content;

/// <summary>Whatever is done to a file, it is what an array of bytes would be.</summary>
[SupportedOSPlatform("linux")]
public sealed class VaultFilePropertyTests
{
    private const int Chunk = CipherLayout.ChunkLength;
    private const int MaxLength = 80 * Chunk;

    public static TheoryData<CipherCombo, int, int> Runs
    {
        get
        {
            TheoryData<CipherCombo, int, int> runs = [];
            foreach (CipherCombo cipher in new[] { CipherCombo.SivGcm, CipherCombo.SivCtrMac })
            {
                for (int seed = 0; seed < 4; seed++)
                {
                    runs.Add(cipher, seed, new[] { 0, Chunk, 3 * Chunk, 16 << 20 }[seed]);
                }
            }

            return runs;
        }
    }

    [Theory]
    [MemberData(nameof(Runs))]
    public void Any_changes_over_several_handles_leave_what_an_array_would_hold(CipherCombo cipher, int seed, int cache)
    {
        using StoredContent stored = new(cipher, new VaultOptions { CacheBytes = cache });
        Random random = new(seed);
        Model model = new();
        VaultFile?[] handles = [stored.Create(), stored.OpenForWriting(), stored.OpenForWriting()];
        byte[] header = stored.Header;

        for (int i = 0; i < 150; i++)
        {
            int which = random.Next(handles.Length);
            model.Step(handles[which]!, random);
            if (random.Next(20) == 0)
            {
                handles[which]!.Dispose();
                handles[which] = stored.OpenForWriting();
            }

            if (i % 30 == 0)
            {
                Assert.True(model.Bytes.AsSpan().SequenceEqual(stored.Decrypt()), $"step {i}");
            }
        }

        Assert.True(model.Bytes.AsSpan().SequenceEqual(stored.Decrypt()), "at the end");
        Assert.Equal(header, stored.Header);
        Assert.All(handles, static handle => handle!.Dispose());
        Assert.Equal((0, 0), (stored.Tree.Chunks.Count, stored.Tree.OpenContents.Count));
    }

    [Theory]
    [InlineData(CipherCombo.SivGcm)]
    [InlineData(CipherCombo.SivCtrMac)]
    public void No_two_stored_versions_of_a_chunk_share_a_nonce(CipherCombo cipher)
    {
        using StoredContent stored = new(cipher);
        using VaultFile file = stored.Create();
        Random random = new(5);
        Model model = new();
        Dictionary<string, string> seen = [];

        for (int i = 0; i < 40; i++)
        {
            model.Step(file, random, 6 * Chunk);
            foreach ((string nonce, string encrypted) in stored.Chunks())
            {
                Assert.True(seen.TryAdd(nonce, encrypted) || seen[nonce] == encrypted, $"nonce {nonce} was used twice");
            }
        }

        Assert.True(seen.Count > 40, "chunks were written");
    }

    [Fact]
    public void Who_reads_while_others_write_finds_whole_chunks()
    {
        const int Part = 50_000;
        const int Writers = 3;
        using StoredContent stored = new(options: new VaultOptions { CacheBytes = 8 * Chunk });
        using VaultFile first = stored.Create();
        first.WriteAll(0, new byte[Writers * Part]);

        Deadline.Run(() => Parallel.For(0, 2 * Writers, new ParallelOptions { MaxDegreeOfParallelism = 2 * Writers }, i =>
        {
            using VaultFile file = stored.OpenForWriting();
            Random random = new(i);
            byte[] buffer = new byte[Part];
            for (int round = 1; round <= 40; round++)
            {
                if (i < Writers)
                {
                    buffer.AsSpan().Fill((byte)round);
                    Assert.Equal(Errno.None, file.Write((long)i * Part, buffer, out int written));
                    Assert.Equal(Part, written);
                }
                else
                {
                    int offset = random.Next(Writers * Part);
                    Assert.Equal(Errno.None, file.Read(offset, buffer, out int read));
                    Assert.Equal(Math.Min(Part, (Writers * Part) - offset), read);
                }
            }
        }));

        byte[] last = new byte[Writers * Part];
        last.AsSpan().Fill(40);
        Assert.Equal(last, stored.Decrypt());
    }

    private sealed class Model
    {
        public byte[] Bytes { get; private set; } = [];

        public void Step(VaultFile file, Random random, int maxLength = MaxLength)
        {
            int offset = random.Next(6) == 0 ? random.Next(maxLength) : random.Next(Bytes.Length + 1);
            offset = random.Next(3) == 0 ? offset / Chunk * Chunk : offset;
            int count = Math.Min(random.Next(5) switch
            {
                0 => random.Next(100),
                1 => random.Next(3) * Chunk,
                2 => random.Next(40 * Chunk),
                _ => random.Next(2 * Chunk),
            }, maxLength - offset);
            switch (random.Next(10))
            {
                case 0:
                    SetLength(file, Math.Min(offset, Bytes.Length));
                    break;
                case 1:
                    SetLength(file, offset + count);
                    break;
                case < 6:
                    Write(file, offset, ContentSteps.Noise(count, random.Next()));
                    break;
                default:
                    int start = Math.Min(offset, Bytes.Length);
                    Assert.True(Bytes.AsSpan(start, Math.Min(count, Bytes.Length - start)).SequenceEqual(file.Read(offset, count)), $"{count} at {offset}");
                    break;
            }

            Assert.Equal(Errno.None, file.ReadAttributes(StatMask.Size, out NodeAttributes attributes));
            Assert.Equal(Bytes.Length, attributes.Size);
        }

        private void SetLength(VaultFile file, int length)
        {
            Assert.Equal(Errno.None, file.SetLength(length));
            Bytes = [.. Bytes.Take(length), .. new byte[Math.Max(0, length - Bytes.Length)]];
        }

        private void Write(VaultFile file, int offset, byte[] data)
        {
            file.WriteAll(offset, data);
            if (data.Length == 0)
            {
                return;
            }

            byte[] bytes = new byte[Math.Max(Bytes.Length, offset + data.Length)];
            Bytes.CopyTo(bytes, 0);
            data.CopyTo(bytes, offset);
            Bytes = bytes;
        }
    }
}
