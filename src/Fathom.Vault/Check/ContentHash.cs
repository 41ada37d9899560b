using System.Buffers.Binary;
using System.Text;

namespace Fathom.Vault;

/// <summary>The hash of a directory's id, which is the name of its content directory: 20 bytes instead of a path.</summary>
internal readonly record struct ContentHash(ulong First, ulong Second, uint Third)
{
    private const int TextLength = 32;
    private const int Length = 20;

    private static ReadOnlySpan<byte> Alphabet => "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"u8;

    /// <summary>The hash of an id.</summary>
    internal static ContentHash Of(DirectoryId id, AesSiv siv)
    {
        Span<byte> path = stackalloc byte[DirectoryId.PathLength];
        id.WritePath(siv, path);
        return TryParse(path[2..4], path[5..], out ContentHash hash) ? hash : throw new InvalidOperationException("a content's path is base32");
    }

    /// <summary>Reads the names of a content directory and of the one that it is in.</summary>
    internal static bool TryParse(ReadOnlySpan<byte> branch, ReadOnlySpan<byte> name, out ContentHash hash)
    {
        hash = default;
        if (branch.Length != 2 || name.Length != TextLength - 2)
        {
            return false;
        }

        Span<byte> bytes = stackalloc byte[Length];
        bytes.Clear();
        for (int i = 0; i < TextLength; i++)
        {
            int value = Alphabet.IndexOf(i < 2 ? branch[i] : name[i - 2]);
            if (value < 0)
            {
                return false;
            }

            // 5 bits at bit 5 i lie in one byte, or in two.
            int shifted = value << (11 - 5 * i % 8);
            bytes[5 * i / 8] |= (byte)(shifted >> 8);
            if ((byte)shifted != 0)
            {
                bytes[5 * i / 8 + 1] |= (byte)shifted;
            }
        }

        hash = new ContentHash(
            BinaryPrimitives.ReadUInt64BigEndian(bytes), BinaryPrimitives.ReadUInt64BigEndian(bytes[8..]), BinaryPrimitives.ReadUInt32BigEndian(bytes[16..]));
        return true;
    }

    /// <summary>The path of the content directory, relative to the vault.</summary>
    internal byte[] ToPath()
    {
        Span<byte> bytes = stackalloc byte[Length + 1];
        BinaryPrimitives.WriteUInt64BigEndian(bytes, First);
        BinaryPrimitives.WriteUInt64BigEndian(bytes[8..], Second);
        BinaryPrimitives.WriteUInt32BigEndian(bytes[16..], Third);
        bytes[Length] = 0;
        byte[] path = new byte[DirectoryId.PathLength];
        "d/"u8.CopyTo(path);
        path[4] = (byte)'/';
        for (int i = 0; i < TextLength; i++)
        {
            int pair = bytes[5 * i / 8] << 8 | bytes[5 * i / 8 + 1];
            path[i < 2 ? i + 2 : i + 3] = Alphabet[pair >> (11 - 5 * i % 8) & 31];
        }

        return path;
    }

    /// <inheritdoc/>
    public override string ToString() => Encoding.ASCII.GetString(ToPath());
}
