using System.Buffers.Binary;
using System.Runtime.Intrinsics;

namespace Fathom.Vault;

/// <summary>AES-SIV: deterministic authenticated encryption, which makes the same name the same ciphertext. OpenSSL's own fails on the empty
/// plaintext, which the root directory's id is.</summary>
/// <remarks>RFC 5297. Any number of threads may use one.</remarks>
internal sealed class AesSiv : IDisposable
{
    /// <summary>Bytes that a ciphertext has more than its plaintext: the tag, in front.</summary>
    internal const int Overhead = 16;

    private readonly AesKey _macKey;
    private readonly AesKey _encryptionKey;

    // Of CMAC (NIST SP 800-38B, section 6.1), for last blocks that are whole and that are not; and S2V's first value.
    private readonly Vector128<byte> _wholeSubkey;
    private readonly Vector128<byte> _partSubkey;
    private readonly Vector128<byte> _start;

    /// <summary>Expands the keys.</summary>
    /// <param name="macKey">For S2V: the first half of RFC 5297's key, a vault's mac master key. 16, 24 or 32 bytes; the caller clears it.</param>
    /// <param name="encryptionKey">For CTR: the second half, a vault's encryption master key.</param>
    /// <param name="isPortable">Leaves the processor's instructions aside.</param>
    internal AesSiv(ReadOnlySpan<byte> macKey, ReadOnlySpan<byte> encryptionKey, bool isPortable = false)
    {
        _macKey = new AesKey(macKey, isPortable);
        _encryptionKey = new AesKey(encryptionKey, isPortable);
        _wholeSubkey = Double(_macKey.Encrypt(default));
        _partSubkey = Double(_wholeSubkey);
        _start = _macKey.Encrypt(_wholeSubkey);
    }

    /// <summary>Forgets the keys.</summary>
    public void Dispose()
    {
        _macKey.Dispose();
        _encryptionKey.Dispose();
    }

    /// <summary>Takes in associated data once, for many plaintexts under it.</summary>
    /// <param name="components">In order; none is not the same as one that is empty.</param>
    internal SivDirectory Prepare(params ReadOnlySpan<ReadOnlyMemory<byte>> components)
    {
        Vector128<byte> state = _start;
        foreach (ReadOnlyMemory<byte> component in components)
        {
            state = Double(state) ^ Mac(component.Span);
        }

        return new SivDirectory(this, state);
    }

    /// <summary>The state of a directory of a vault.</summary>
    /// <param name="directoryId">Empty for the root, which is one component that is empty.</param>
    internal SivDirectory PrepareDirectory(ReadOnlySpan<byte> directoryId) => new(this, Double(_start) ^ Mac(directoryId));

    /// <summary>The rest of S2V: its last component, the plaintext.</summary>
    internal Vector128<byte> Finish(Vector128<byte> state, ReadOnlySpan<byte> plaintext)
    {
        if (plaintext.Length < 16)
        {
            return _macKey.Encrypt(Double(state) ^ Pad(plaintext) ^ _wholeSubkey);
        }

        // The state is added to the last 16 bytes, which lie across the last two blocks unless the length is a multiple of 16.
        int part = plaintext.Length % 16;
        int split = plaintext.Length - 16 - part;
        Vector128<byte> chain = _macKey.Chain(default, plaintext[..split]);
        ReadOnlySpan<byte> tail = plaintext[split..];
        if (part == 0)
        {
            return _macKey.Encrypt(chain ^ Vector128.Create(tail) ^ state ^ _wholeSubkey);
        }

        Span<byte> end = stackalloc byte[32];
        end.Clear();
        (Vector128.Create(tail[part..]) ^ state).CopyTo(end[part..]);
        tail[..part].CopyTo(end);
        end[16 + part] = 0x80;
        chain = _macKey.Encrypt(chain ^ Vector128.Create((ReadOnlySpan<byte>)end));
        return _macKey.Encrypt(chain ^ Vector128.Create((ReadOnlySpan<byte>)end[16..]) ^ _partSubkey);
    }

    /// <summary>Counter mode from a tag.</summary>
    internal void AddKeyStream(Vector128<byte> tag, ReadOnlySpan<byte> source, Span<byte> target)
    {
        // RFC 5297, section 2.5: without bits 31 and 63, so that implementations may count in 32 or 64 bits.
        Vector128<byte> mask = Vector128.Create(ulong.MaxValue, BigEndian(0x7FFFFFFF7FFFFFFF)).AsByte();
        _encryptionKey.AddKeyStream(tag & mask, source, target);
    }

    /// <summary>CMAC.</summary>
    /// <remarks>NIST SP 800-38B, section 6.2.</remarks>
    internal Vector128<byte> Mac(ReadOnlySpan<byte> message)
    {
        int whole = message.Length == 0 ? 0 : (message.Length - 1) / 16 * 16;
        Vector128<byte> state = _macKey.Chain(default, message[..whole]);
        ReadOnlySpan<byte> last = message[whole..];
        return _macKey.Encrypt(state ^ (last.Length == 16 ? Vector128.Create(last) ^ _wholeSubkey : Pad(last) ^ _partSubkey));
    }

    /// <summary>Multiplies by x in GF(2^128).</summary>
    /// <remarks>RFC 5297, section 2.3. A mask instead of a branch: the bit is secret.</remarks>
    internal static Vector128<byte> Double(Vector128<byte> value)
    {
        ulong high = BigEndian(value.AsUInt64()[0]);
        ulong low = BigEndian(value.AsUInt64()[1]);
        ulong carry = (ulong)((long)high >> 63) & 0x87;
        return Vector128.Create(BigEndian(high << 1 | low >> 63), BigEndian(low << 1 ^ carry)).AsByte();
    }

    private static ulong BigEndian(ulong value) => BitConverter.IsLittleEndian ? BinaryPrimitives.ReverseEndianness(value) : value;

    private static Vector128<byte> Pad(ReadOnlySpan<byte> part)
    {
        Span<byte> block = stackalloc byte[16];
        block.Clear();
        part.CopyTo(block);
        block[part.Length] = 0x80;
        return Vector128.Create((ReadOnlySpan<byte>)block);
    }
}
