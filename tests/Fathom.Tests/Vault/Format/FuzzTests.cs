using System.Text;
using Fathom.Vault;
using Xunit;

namespace Fathom.Tests.Vault.Format;

/// <summary>More than a million inputs, most of them sound ones with a few bytes changed, from a fixed seed: whatever a file holds, the answer
/// is an error of the format or what was encrypted, and nothing else is ever thrown.</summary>
public sealed class FuzzTests
{
    private const int Seed = 20260131;

    [Fact]
    public void Stored_names_are_names_or_errors()
    {
        using VaultKeys keys = TestKeys.Counting();
        using AesSiv siv = keys.CreateSiv();
        SivDirectory root = siv.PrepareDirectory([]);
        NameCodec names = new(220);
        byte[] sound = Encoding.ASCII.GetBytes(names.Encrypt(root, "a name of some length.txt"));
        byte[] name = new byte[1024];
        Mutate(sound, 600_000, 1, input =>
        {
            if (names.Decrypt(in root, input, name, out int written) == Errno.None)
            {
                Assert.True(input.SequenceEqual(sound));
                Assert.Equal(25, written);
            }
        });
    }

    [Fact]
    public void Conflict_names_hold_what_was_encrypted_or_nothing()
    {
        using VaultKeys keys = TestKeys.Counting();
        using AesSiv siv = keys.CreateSiv();
        SivDirectory root = siv.PrepareDirectory([]);
        NameCodec names = new(220);
        string canonical = names.Encrypt(root, "report.pdf")[..^4];
        byte[] sound = Encoding.ASCII.GetBytes($"{canonical} (1).c9r");
        byte[] name = new byte[1024];
        Mutate(sound, 20_000, 2, input =>
        {
            if (ConflictName.TryFind(names, in root, input, name, out int written, out Range range))
            {
                Assert.Equal("report.pdf", Encoding.ASCII.GetString(name, 0, written));
                Assert.Equal(canonical, Encoding.ASCII.GetString(input[range]));
            }
        });
    }

    [Theory]
    [InlineData(CipherCombo.SivGcm, 40_000)]
    [InlineData(CipherCombo.SivCtrMac, 200_000)]
    public void Headers_and_chunks_are_sound_or_errors(CipherCombo cipher, int count)
    {
        using VaultKeys keys = TestKeys.Counting();
        using FileHeaderCodec headers = new(keys, cipher);
        byte[] header = new byte[headers.Layout.HeaderLength];
        using ChunkCodec codec = headers.Create(header);
        byte[] chunk = new byte[20 + headers.Layout.ChunkOverhead];
        codec.Encrypt(5, new byte[20], chunk);
        byte[] clear = new byte[4096];
        Mutate(header, count / 2, 3, input =>
        {
            if (headers.Open(input, out ChunkCodec? opened) == Errno.None)
            {
                opened!.Dispose();
                Assert.True(input[..header.Length].SequenceEqual(header));
            }
        });
        Mutate(chunk, count / 2, 4, input =>
        {
            if (codec.Decrypt(5, input, clear) == Errno.None)
            {
                Assert.True(input.SequenceEqual(chunk));
            }
        });
    }

    [Fact]
    public void Configurations_are_sound_or_errors()
    {
        using VaultKeys keys = TestKeys.Counting();
        byte[] sound = VaultConfig.Create(CipherCombo.SivGcm).Write(keys);
        Mutate(sound, 30_000, 5, input =>
        {
            try
            {
                VaultConfigFile.Parse(input, "v"u8).Verify(keys);
                Assert.True(input.Trim(" \t\r\n"u8).TrimEnd((byte)'=').SequenceEqual(sound));
            }
            catch (VaultException)
            {
            }
        });
    }

    [Fact]
    public void Files_of_keys_are_read_or_errors()
    {
        using VaultKeys keys = TestKeys.Counting();
        byte[] sound = MasterkeyFile.Lock(keys, "asd"u8, new ScryptCost(2, 8)).Write();
        Mutate(sound, 30_000, 6, input =>
        {
            try
            {
                Assert.True(MasterkeyFile.Parse(input, "m"u8).Cost.IsAffordable);
            }
            catch (VaultException)
            {
            }
        });
    }

    [Fact]
    public void Sizes_and_ids_and_json_and_text_never_throw()
    {
        Random random = new(Seed);
        byte[] buffer = new byte[2048];
        for (int i = 0; i < 150_000; i++)
        {
            CipherLayout layout = CipherLayout.Of((CipherCombo)(i & 1));
            if (ContentSize.ToCleartext(layout, random.NextInt64(long.MinValue, long.MaxValue) >> random.Next(64), out long size) == Errno.None)
            {
                Assert.InRange(size, 0, long.MaxValue);
            }

            Span<byte> input = buffer.AsSpan(0, random.Next(40));
            random.NextBytes(input);
            Assert.Equal(input.Length > 0, DirectoryId.Parse(input, out _) == Errno.None);
            NameText.TryDecode(input, new byte[64], out _);
        }

        Mutate("{\"a\":\"b\",\"c\":12}"u8.ToArray(), 50_000, 7, input =>
        {
            JsonMembers members = new(input);
            for (int i = 0; members.Next(); i++)
            {
                _ = i % 3 == 0 ? members.TryReadText(out _) : i % 3 == 1 ? members.TryReadNumber(out _) : members.TryReadBytes(out _);
            }
        });
    }

    private delegate void Check(ReadOnlySpan<byte> input);

    // Each input has up to four changes: a byte replaced, a bit flipped, a piece cut out, doubled, or filled.
    private static void Mutate(byte[] sound, int count, int salt, Check check)
    {
        Random random = new(Seed + salt);
        byte[] input = new byte[4 * sound.Length + 64];
        for (int i = 0; i < count; i++)
        {
            sound.CopyTo(input, 0);
            int length = sound.Length;
            for (int change = random.Next(1, 5); change > 0 && length > 0; change--)
            {
                length = Change(random, input, length, sound.Length * 4);
            }

            check(input.AsSpan(0, length));
        }
    }

    private static int Change(Random random, byte[] input, int length, int maxLength)
    {
        int at = random.Next(length);
        int piece = random.Next(1, Math.Min(16, length - at) + 1);
        switch (random.Next(5))
        {
            case 0:
                input[at] = (byte)random.Next(256);
                return length;
            case 1:
                input[at] ^= (byte)(1 << random.Next(8));
                return length;
            case 2:
                input.AsSpan(at + piece, length - at - piece).CopyTo(input.AsSpan(at));
                return length - piece;
            case 3 when length + piece <= maxLength:
                input.AsSpan(at, length - at).CopyTo(input.AsSpan(at + piece));
                return length + piece;
            default:
                input.AsSpan(at, piece).Fill((byte)random.Next(256));
                return length;
        }
    }
}
