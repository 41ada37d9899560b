using System.Runtime.CompilerServices;

namespace Fathom.Nfs;

/// <summary>The server's name of a file, directory or link: opaque, valid for as long as the node exists, on every connection.</summary>
/// <remarks>RFC 1813, section 2.3.3 (nfs_fh3): at most 64 bytes. A value: it is kept without an allocation.</remarks>
public readonly struct NfsFileHandle : IEquatable<NfsFileHandle>
{
    /// <summary>The longest handle, bytes.</summary>
    public const int MaxLength = 64;

    private readonly Storage _bytes;
    private readonly byte _length;

    /// <summary>Copies a handle.</summary>
    /// <param name="bytes">1 to 64 bytes.</param>
    /// <exception cref="ArgumentException">Another length.</exception>
    public NfsFileHandle(ReadOnlySpan<byte> bytes)
    {
        if (bytes.IsEmpty || bytes.Length > MaxLength)
        {
            throw new ArgumentException($"A handle has 1 to {MaxLength} bytes.", nameof(bytes));
        }

        bytes.CopyTo(_bytes);
        _length = (byte)bytes.Length;
    }

    /// <summary>No handle: the default value.</summary>
    public bool IsEmpty => _length == 0;

    /// <summary>Bytes of the handle.</summary>
    public int Length => _length;

    /// <summary>Whether two handles have the same bytes. Different handles may name the same node.</summary>
    public static bool operator ==(in NfsFileHandle left, in NfsFileHandle right) => left.Equals(right);

    /// <summary>Whether two handles differ.</summary>
    public static bool operator !=(in NfsFileHandle left, in NfsFileHandle right) => !left.Equals(right);

    /// <summary>The bytes of <paramref name="handle"/>, without a copy.</summary>
    /// <param name="handle">The span is valid for as long as this variable.</param>
    public static ReadOnlySpan<byte> BytesOf(in NfsFileHandle handle) => ((ReadOnlySpan<byte>)handle._bytes)[..handle._length];

    /// <inheritdoc/>
    public bool Equals(NfsFileHandle other) => BytesOf(in this).SequenceEqual(BytesOf(in other));

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is NfsFileHandle other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode()
    {
        HashCode hash = new();
        hash.AddBytes(BytesOf(in this));
        return hash.ToHashCode();
    }

    /// <summary>The bytes as hexadecimal digits.</summary>
    public override string ToString() => Convert.ToHexString(BytesOf(in this));

    [InlineArray(MaxLength)]
    private struct Storage
    {
        private byte _first;
    }
}
