using System.Numerics;

namespace Fathom;

// Key of a link: the ordinals on its path from the root down, each as its length in bytes and then the bytes from the high one, so
// that comparing bytes compares ordinals.

/// <summary>Order in which a walk by one thread meets entries, as keys that compare bytewise. A node with several links counts at the one
/// whose key is the least, whoever delivered it first.</summary>
public static class LinkOrder
{
    /// <summary>Length of a key.</summary>
    /// <param name="directory">Holds the entry; null for the root.</param>
    /// <param name="ordinal">Position of the entry in the listing of its directory.</param>
    /// <returns>Bytes; at most 9 for each level.</returns>
    public static int LengthOf(DirectoryNode? directory, long ordinal)
    {
        int length = 1 + BytesOf(ordinal);
        for (DirectoryNode? node = directory; node is not null; node = node.Parent)
        {
            length += 1 + BytesOf(node.Ordinal);
        }

        return length;
    }

    /// <summary>Writes a key.</summary>
    /// <param name="directory">Holds the entry; null for the root.</param>
    /// <param name="ordinal">Position of the entry in the listing of its directory.</param>
    /// <param name="destination">Exactly <see cref="LengthOf"/> bytes.</param>
    /// <exception cref="ArgumentException">The destination has another length.</exception>
    public static void Write(DirectoryNode? directory, long ordinal, Span<byte> destination)
    {
        if (destination.Length != LengthOf(directory, ordinal))
        {
            throw new ArgumentException("The destination does not have the length of the key.", nameof(destination));
        }

        int end = Put(destination, destination.Length, ordinal);
        for (DirectoryNode? node = directory; node is not null; node = node.Parent)
        {
            end = Put(destination, end, node.Ordinal);
        }
    }

    private static int BytesOf(long value) => (64 - BitOperations.LeadingZeroCount((ulong)value) + 7) / 8;

    private static int Put(Span<byte> key, int end, long value)
    {
        int bytes = BytesOf(value);
        for (int i = 0; i < bytes; i++)
        {
            key[--end] = (byte)(value >> (8 * i));
        }

        key[--end] = (byte)bytes;
        return end;
    }
}
