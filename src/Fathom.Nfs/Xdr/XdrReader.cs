using System.Buffers.Binary;

namespace Fathom.Nfs;

/// <summary>Reads XDR: big-endian, every item a multiple of 4 bytes. No method throws, copies or allocates; after one has returned false the
/// position is not defined.</summary>
/// <remarks>RFC 4506.</remarks>
internal ref struct XdrReader(ReadOnlySpan<byte> body)
{
    private ReadOnlySpan<byte> _rest = body;

    /// <summary>What was not read yet.</summary>
    internal readonly ReadOnlySpan<byte> Rest => _rest;

    internal bool TryReadUInt32(out uint value)
    {
        if (!BinaryPrimitives.TryReadUInt32BigEndian(_rest, out value))
        {
            return false;
        }

        _rest = _rest[sizeof(uint)..];
        return true;
    }

    internal bool TryReadUInt64(out ulong value)
    {
        if (!BinaryPrimitives.TryReadUInt64BigEndian(_rest, out value))
        {
            return false;
        }

        _rest = _rest[sizeof(ulong)..];
        return true;
    }

    /// <summary>Reads a bool. Anything but 0 and 1 is refused.</summary>
    internal bool TryReadBool(out bool value)
    {
        bool isRead = TryReadUInt32(out uint number);
        value = number == 1;
        return isRead && number <= 1;
    }

    /// <summary>Reads variable-length opaque data, or a string, with its padding.</summary>
    /// <param name="maxLength">More is refused.</param>
    internal bool TryReadOpaque(int maxLength, out ReadOnlySpan<byte> bytes)
    {
        bytes = default;
        return TryReadUInt32(out uint length) && length <= (uint)maxLength && TryReadFixed((int)length, out bytes);
    }

    /// <summary>Reads fixed-length opaque data with its padding.</summary>
    internal bool TryReadFixed(int length, out ReadOnlySpan<byte> bytes)
    {
        int padded = (length + 3) & ~3;
        if ((uint)padded > (uint)_rest.Length)
        {
            bytes = default;
            return false;
        }

        bytes = _rest[..length];
        _rest = _rest[padded..];
        return true;
    }

    internal bool TrySkip(int length)
    {
        if ((uint)length > (uint)_rest.Length)
        {
            return false;
        }

        _rest = _rest[length..];
        return true;
    }
}
