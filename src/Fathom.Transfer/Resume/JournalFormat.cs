using System.Buffers.Binary;
using System.Security.Cryptography;

namespace Fathom.Transfer;

// "fathom-journal 1\n", then records to the end of the file:
//
//   length of the payload (4, little-endian) | kind (1) | payload | check (8)
//
// The check is the first bytes of the SHA-256 of the check before (8 zeros for the first) and of the record up to here. So a record counts only if it is whole
// and all before it are, and what is left behind the end of a file that was written over does not count.

/// <summary>Records of a journal (docs/journal-format.md).</summary>
internal static class JournalFormat
{
    internal const int HeaderKind = 1;
    internal const int UndoneKind = 2;
    internal const int PositionKind = 3;

    /// <summary>Bytes of the longest path that is kept; one above it says the same of more.</summary>
    internal const int MaxPath = 4096;

    /// <summary>Bytes that a file may have: what is behind is neither written nor read.</summary>
    internal const int MaxSize = 16 * 1024 * 1024;

    internal const int MaxBoot = 64;
    internal const int Overhead = sizeof(int) + 1 + CheckSize;

    private const int CheckSize = 8;

    internal static ReadOnlySpan<byte> Magic => "fathom-journal 1\n"u8;

    /// <summary>Appends a record.</summary>
    /// <param name="check">Of the record before; becomes that of this one.</param>
    internal static void Append(MemoryStream output, byte kind, ReadOnlySpan<byte> payload, ref ulong check)
    {
        Span<byte> begin = stackalloc byte[sizeof(int) + 1];
        BinaryPrimitives.WriteInt32LittleEndian(begin, payload.Length);
        begin[^1] = kind;
        check = CheckOf(begin, payload, check);
        output.Write(begin);
        output.Write(payload);
        Span<byte> end = stackalloc byte[CheckSize];
        BinaryPrimitives.WriteUInt64LittleEndian(end, check);
        output.Write(end);
    }

    /// <summary>Takes the next record.</summary>
    /// <returns>False at the end of those that are whole.</returns>
    internal static bool TryTake(scoped ref ReadOnlySpan<byte> rest, scoped ref ulong check, out byte kind, out ReadOnlySpan<byte> payload)
    {
        kind = 0;
        payload = default;
        if (rest.Length < Overhead)
        {
            return false;
        }

        int length = BinaryPrimitives.ReadInt32LittleEndian(rest);
        if (length < 0 || length > rest.Length - Overhead)
        {
            return false;
        }

        ReadOnlySpan<byte> begin = rest[..(sizeof(int) + 1)];
        ReadOnlySpan<byte> found = rest.Slice(begin.Length, length);
        ulong expected = CheckOf(begin, found, check);
        if (BinaryPrimitives.ReadUInt64LittleEndian(rest[(begin.Length + length)..]) != expected)
        {
            return false;
        }

        check = expected;
        kind = begin[^1];
        payload = found;
        rest = rest[(Overhead + length)..];
        return true;
    }

    private static ulong CheckOf(ReadOnlySpan<byte> begin, ReadOnlySpan<byte> payload, ulong before)
    {
        using IncrementalHash hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        Span<byte> bytes = stackalloc byte[SHA256.HashSizeInBytes];
        BinaryPrimitives.WriteUInt64LittleEndian(bytes, before);
        hash.AppendData(bytes[..CheckSize]);
        hash.AppendData(begin);
        hash.AppendData(payload);
        hash.GetHashAndReset(bytes);
        return BinaryPrimitives.ReadUInt64LittleEndian(bytes);
    }
}
