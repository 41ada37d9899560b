using System.Buffers.Binary;

namespace Fathom.Index;

// Two 64-bit lanes, each step a 64 x 64 -> 128 bit product folded by XOR (the multiply-and-fold of the public domain
// wyhash). Not cryptographic: it tells whether two listings agree, not whether somebody forged one.

/// <summary>The part of an entry that says whether it changed, as 128 bits: name, type, permissions, owner, group, mtime, link target and,
/// for what is no directory, size. docs/index-format.md gives the layout.</summary>
internal static class EntryDigest
{
    private const ulong K0 = 0xa0761d6478bd642f;
    private const ulong K1 = 0xe7037ed1a0b428db;
    private const ulong K2 = 0x8ebc6af09c88c6e3;
    private const ulong K3 = 0x589965cc75374cc3;

    internal static UInt128 Of(
        ReadOnlySpan<byte> name, ReadOnlySpan<byte> target, EntryKind kind, long size, long mtime, uint mode, ulong owner)
    {
        Lanes lanes = new(Fold((ulong)size ^ K0, (ulong)mtime ^ K1), Fold(((ulong)mode << 8 | (byte)kind) ^ K2, owner ^ K3));
        lanes.Absorb(name);
        if (!target.IsEmpty)
        {
            lanes.Absorb(target);
        }

        return lanes.End();
    }

    /// <summary>What a directory's subtree adds to the digest of the directory above it.</summary>
    /// <param name="name">Its name in that directory.</param>
    internal static UInt128 OfSubtree(ReadOnlySpan<byte> name, UInt128 own)
    {
        Lanes lanes = new((ulong)own ^ K2, (ulong)(own >> 64) ^ K0);
        lanes.Absorb(name);
        return lanes.End();
    }

    private static ulong Fold(ulong a, ulong b)
    {
        ulong high = Math.BigMul(a, b, out ulong low);
        return high ^ low;
    }

    private ref struct Lanes(ulong a, ulong b)
    {
        private ulong _a = a;
        private ulong _b = b;

        internal void Absorb(ReadOnlySpan<byte> bytes)
        {
            ulong length = (ulong)bytes.Length;
            for (; bytes.Length >= 16; bytes = bytes[16..])
            {
                Mix(BinaryPrimitives.ReadUInt64LittleEndian(bytes), BinaryPrimitives.ReadUInt64LittleEndian(bytes[8..]));
            }

            Span<byte> rest = stackalloc byte[16];
            rest.Clear();
            bytes.CopyTo(rest);
            Mix(BinaryPrimitives.ReadUInt64LittleEndian(rest), BinaryPrimitives.ReadUInt64LittleEndian(rest[8..]));
            Mix(length, K3);
        }

        internal readonly UInt128 End() => new(Fold(_a ^ K1, _b ^ K0), Fold(_b ^ K3, _a ^ K2));

        private void Mix(ulong first, ulong second)
        {
            ulong a = Fold(_a ^ first, second ^ K1);
            _b = Fold(_b ^ second, first ^ K2) + _a;
            _a = a;
        }
    }
}
