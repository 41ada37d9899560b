using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Security.Cryptography;

namespace Fathom.Vault;

/// <summary>An AES key, ready to encrypt blocks: its schedule in locked memory for the processor's instructions, or the BCL where it has none.</summary>
/// <remarks>Any number of threads may use one; none may while it is disposed of.</remarks>
internal sealed unsafe class AesKey : IDisposable
{
    private readonly SecretBytes? _schedule;
    private readonly int _rounds;
    private readonly Aes? _aes;

    /// <summary>Expands a key.</summary>
    /// <param name="key">16, 24 or 32 bytes; the caller clears it.</param>
    /// <param name="isPortable">Leaves the processor's instructions aside: tests compare the two ways.</param>
    internal AesKey(ReadOnlySpan<byte> key, bool isPortable = false)
    {
        if (key.Length is not (16 or 24 or 32))
        {
            throw new ArgumentException($"an AES key has 16, 24 or 32 bytes, not {key.Length}", nameof(key));
        }

        if (AesNi.IsSupported && !isPortable)
        {
            _rounds = AesNi.Rounds(key.Length);
            _schedule = new SecretBytes(AesNi.ScheduleLength(key.Length));
            AesNi.Expand(key, _schedule.Pointer);
            return;
        }

        _aes = Aes.Create();
        SetKey(_aes, key);
    }

    /// <summary>Forgets the key.</summary>
    public void Dispose()
    {
        _schedule?.Dispose();
        _aes?.Dispose();
    }

    /// <summary>Gives a key to an algorithm of the BCL without leaving a copy behind.</summary>
    internal static void SetKey(SymmetricAlgorithm algorithm, ReadOnlySpan<byte> key)
    {
        // Pinned: the collector must not leave a copy where the array was before.
        byte[] copy = GC.AllocateUninitializedArray<byte>(key.Length, pinned: true);
        key.CopyTo(copy);
        algorithm.Key = copy;
        CryptographicOperations.ZeroMemory(copy);
    }

    /// <summary>Encrypts one block.</summary>
    internal Vector128<byte> Encrypt(Vector128<byte> block)
    {
        if (_schedule is { } schedule)
        {
            Vector128<byte> result = AesNi.Encrypt(schedule.Pointer, _rounds, block);
            GC.KeepAlive(schedule);
            return result;
        }

        Span<byte> bytes = stackalloc byte[16];
        block.CopyTo(bytes);
        EncryptBlocks(bytes, bytes);
        return Vector128.Create((ReadOnlySpan<byte>)bytes);
    }

    /// <summary>Chains blocks as CBC-MAC does: each is added to the state, which is then encrypted.</summary>
    /// <param name="blocks">Whole blocks; none is well.</param>
    internal Vector128<byte> Chain(Vector128<byte> state, ReadOnlySpan<byte> blocks)
    {
        if (_schedule is { } schedule)
        {
            fixed (byte* start = blocks)
            {
                state = AesNi.Chain(schedule.Pointer, _rounds, state, start, blocks.Length / 16);
            }

            GC.KeepAlive(schedule);
            return state;
        }

        for (; blocks.Length >= 16; blocks = blocks[16..])
        {
            state = Encrypt(state ^ Vector128.Create(blocks));
        }

        return state;
    }

    /// <summary>Counter mode: adds the key stream of the counter, a big-endian number that grows by 1 a block modulo 2^128.</summary>
    /// <param name="target">As long as the source; may be the source, but not overlap it otherwise.</param>
    /// <remarks>NIST SP 800-38A, section 6.5.</remarks>
    internal void AddKeyStream(Vector128<byte> counter, ReadOnlySpan<byte> source, Span<byte> target)
    {
        if (target.Length < source.Length)
        {
            throw new ArgumentException("the target is shorter than the source", nameof(target));
        }

        if (_schedule is { } schedule)
        {
            fixed (byte* from = source, to = target)
            {
                AesNi.AddKeyStream(schedule.Pointer, _rounds, counter, from, to, source.Length);
            }

            GC.KeepAlive(schedule);
            return;
        }

        AddPortableKeyStream(counter, source, target);
    }

    [SkipLocalsInit]
    private void AddPortableKeyStream(Vector128<byte> counter, ReadOnlySpan<byte> source, Span<byte> target)
    {
        Span<byte> stream = stackalloc byte[1024];
        UInt128 number = BinaryPrimitives.ReverseEndianness(Unsafe.BitCast<Vector128<byte>, UInt128>(counter));
        for (int done = 0; done < source.Length; done += stream.Length)
        {
            int length = Math.Min(stream.Length, source.Length - done);
            Span<byte> blocks = stream[..((length + 15) / 16 * 16)];
            for (int i = 0; i < blocks.Length; i += 16)
            {
                BinaryPrimitives.WriteUInt128BigEndian(blocks[i..], number++);
            }

            EncryptBlocks(blocks, blocks);
            for (int i = 0; i < length; i++)
            {
                target[done + i] = (byte)(source[done + i] ^ stream[i]);
            }
        }

        CryptographicOperations.ZeroMemory(stream);
    }

    private void EncryptBlocks(ReadOnlySpan<byte> source, Span<byte> target)
    {
        // The BCL does not promise that one object serves several threads.
        lock (_aes!)
        {
            _aes.EncryptEcb(source, target, PaddingMode.None);
        }
    }
}
