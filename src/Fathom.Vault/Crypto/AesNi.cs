using System.Buffers.Binary;
using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Fathom.Vault;

/// <summary>AES on the processor's own instructions, over a key schedule that was made once. Nothing here depends on secrets in its timing.</summary>
/// <remarks>FIPS 197; Intel, "AES New Instructions Set". Callers check <see cref="IsSupported"/>.</remarks>
internal static unsafe class AesNi
{
    /// <summary>The processor has the instructions.</summary>
    internal static bool IsSupported => Aes.IsSupported && Sse2.IsSupported;

    /// <summary>Bytes of the schedule of a key.</summary>
    internal static int ScheduleLength(int keyLength) => 16 * (Rounds(keyLength) + 1);

    /// <summary>Rounds of a key of 16, 24 or 32 bytes.</summary>
    internal static int Rounds(int keyLength) => keyLength / 4 + 6;

    /// <summary>Expands a key.</summary>
    /// <param name="schedule">As long as <see cref="ScheduleLength"/> says.</param>
    /// <remarks>FIPS 197, section 5.2, word by word: a schedule is made once, its users count.</remarks>
    internal static void Expand(ReadOnlySpan<byte> key, byte* schedule)
    {
        uint* words = (uint*)schedule;
        key.CopyTo(new Span<byte>(schedule, key.Length));
        int keyWords = key.Length / 4;
        uint constant = 1;
        for (int i = keyWords; i < ScheduleLength(key.Length) / 4; i++)
        {
            uint word = words[i - 1];
            if (i % keyWords == 0)
            {
                // A rotation to the left of a big-endian word is one to the right of the little-endian word here.
                word = BitOperations.RotateRight(SubWord(word), 8) ^ constant;
                constant = constant << 1 ^ (constant >> 7) * 0x11B;
            }
            else if (keyWords > 6 && i % keyWords == 4)
            {
                word = SubWord(word);
            }

            words[i] = words[i - keyWords] ^ word;
        }
    }

    /// <summary>Encrypts one block.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static Vector128<byte> Encrypt(byte* schedule, int rounds, Vector128<byte> block)
    {
        Vector128<byte>* key = (Vector128<byte>*)schedule;
        block ^= key[0];
        for (int round = 1; round < rounds; round++)
        {
            block = Aes.Encrypt(block, key[round]);
        }

        return Aes.EncryptLast(block, key[rounds]);
    }

    /// <summary>Chains blocks: each is added to the state, which is then encrypted.</summary>
    internal static Vector128<byte> Chain(byte* schedule, int rounds, Vector128<byte> state, byte* blocks, int count)
    {
        for (int i = 0; i < count; i++)
        {
            state = Encrypt(schedule, rounds, state ^ Vector128.Load(blocks + 16 * i));
        }

        return state;
    }

    /// <summary>Adds the key stream of the counter, which grows by 1 a block modulo 2^128, to the source.</summary>
    /// <param name="target">May be the source.</param>
    internal static void AddKeyStream(byte* schedule, int rounds, Vector128<byte> counter, byte* source, byte* target, nint length)
    {
        ulong high = BinaryPrimitives.ReverseEndianness(counter.AsUInt64()[0]);
        ulong low = BinaryPrimitives.ReverseEndianness(counter.AsUInt64()[1]);
        while (length >= 128)
        {
            AddEightBlocks(schedule, rounds, ref high, ref low, source, target);
            source += 128;
            target += 128;
            length -= 128;
        }

        for (; length >= 16; length -= 16)
        {
            (Encrypt(schedule, rounds, Next(ref high, ref low)) ^ Vector128.Load(source)).Store(target);
            source += 16;
            target += 16;
        }

        Vector128<byte> rest = length > 0 ? Encrypt(schedule, rounds, Next(ref high, ref low)) : default;
        for (int i = 0; i < length; i++)
        {
            target[i] = (byte)(source[i] ^ rest[i]);
        }
    }

    // Unrolled: a round takes four cycles, and the processor begins one or two each cycle. Eight independent blocks keep it busy.
    private static void AddEightBlocks(byte* schedule, int rounds, ref ulong high, ref ulong low, byte* source, byte* target)
    {
        Vector128<byte>* key = (Vector128<byte>*)schedule;
        Vector128<byte> first = key[0];
        Vector128<byte> b0 = Next(ref high, ref low) ^ first;
        Vector128<byte> b1 = Next(ref high, ref low) ^ first;
        Vector128<byte> b2 = Next(ref high, ref low) ^ first;
        Vector128<byte> b3 = Next(ref high, ref low) ^ first;
        Vector128<byte> b4 = Next(ref high, ref low) ^ first;
        Vector128<byte> b5 = Next(ref high, ref low) ^ first;
        Vector128<byte> b6 = Next(ref high, ref low) ^ first;
        Vector128<byte> b7 = Next(ref high, ref low) ^ first;
        for (int round = 1; round < rounds; round++)
        {
            Vector128<byte> roundKey = key[round];
            b0 = Aes.Encrypt(b0, roundKey);
            b1 = Aes.Encrypt(b1, roundKey);
            b2 = Aes.Encrypt(b2, roundKey);
            b3 = Aes.Encrypt(b3, roundKey);
            b4 = Aes.Encrypt(b4, roundKey);
            b5 = Aes.Encrypt(b5, roundKey);
            b6 = Aes.Encrypt(b6, roundKey);
            b7 = Aes.Encrypt(b7, roundKey);
        }

        Vector128<byte> last = key[rounds];
        (Aes.EncryptLast(b0, last) ^ Vector128.Load(source)).Store(target);
        (Aes.EncryptLast(b1, last) ^ Vector128.Load(source + 16)).Store(target + 16);
        (Aes.EncryptLast(b2, last) ^ Vector128.Load(source + 32)).Store(target + 32);
        (Aes.EncryptLast(b3, last) ^ Vector128.Load(source + 48)).Store(target + 48);
        (Aes.EncryptLast(b4, last) ^ Vector128.Load(source + 64)).Store(target + 64);
        (Aes.EncryptLast(b5, last) ^ Vector128.Load(source + 80)).Store(target + 80);
        (Aes.EncryptLast(b6, last) ^ Vector128.Load(source + 96)).Store(target + 96);
        (Aes.EncryptLast(b7, last) ^ Vector128.Load(source + 112)).Store(target + 112);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<byte> Next(ref ulong high, ref ulong low)
    {
        Vector128<byte> block = Vector128.Create(BinaryPrimitives.ReverseEndianness(high), BinaryPrimitives.ReverseEndianness(low)).AsByte();
        low++;
        high += low == 0 ? 1UL : 0UL;
        return block;
    }

    // AESKEYGENASSIST substitutes the bytes of word 1 into word 0 of its result: no table, so no timing.
    private static uint SubWord(uint word) => Aes.KeygenAssist(Vector128.Create(0, word, 0, 0).AsByte(), 0).AsUInt32()[0];
}
