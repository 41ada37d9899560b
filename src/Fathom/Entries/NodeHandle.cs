namespace Fathom;

/// <summary>Opaque bytes that reopen a node without its path (RFC 1813, nfs_fh3). Empty where a tree has none.</summary>
public readonly ref struct NodeHandle
{
    /// <summary>Wraps <paramref name="bytes"/>, which stay the caller's.</summary>
    public NodeHandle(ReadOnlySpan<byte> bytes) => Bytes = bytes;

    /// <summary>The bytes; at most 128.</summary>
    public ReadOnlySpan<byte> Bytes { get; }

    /// <summary>The tree gave no handle.</summary>
    public bool IsEmpty => Bytes.IsEmpty;
}
