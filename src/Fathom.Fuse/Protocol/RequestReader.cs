using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Fathom.Fuse;

/// <summary>Takes one request apart, from its header's end on. What is not there is not read.</summary>
internal ref struct RequestReader(ReadOnlySpan<byte> body)
{
    private ReadOnlySpan<byte> _rest = body;

    /// <summary>What was not taken yet.</summary>
    public readonly ReadOnlySpan<byte> Rest => _rest;

    /// <summary>Takes a structure.</summary>
    public bool TryTake<T>(out T value)
        where T : unmanaged
    {
        if (!MemoryMarshal.TryRead(_rest, out value))
        {
            return false;
        }

        _rest = _rest[Unsafe.SizeOf<T>()..];
        return true;
    }

    /// <summary>Takes a name that ends in a NUL.</summary>
    /// <param name="name">Without the NUL.</param>
    public bool TryTakeName(out ReadOnlySpan<byte> name)
    {
        int end = _rest.IndexOf((byte)0);
        if (end < 0)
        {
            name = default;
            return false;
        }

        name = _rest[..end];
        _rest = _rest[(end + 1)..];
        return true;
    }

    /// <summary>Takes bytes.</summary>
    public bool TryTakeBytes(uint length, out ReadOnlySpan<byte> bytes)
    {
        if (length > (uint)_rest.Length)
        {
            bytes = default;
            return false;
        }

        bytes = _rest[..(int)length];
        _rest = _rest[(int)length..];
        return true;
    }
}
