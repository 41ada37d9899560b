namespace Fathom.Nfs;

/// <summary>One name in a directory.</summary>
/// <remarks>RFC 1813, section 3.3.17.</remarks>
public readonly record struct NfsDirectoryEntry
{
    /// <summary>Raw bytes; not empty, without '/' and NUL, neither '.' nor '..'.</summary>
    public ReadOnlyMemory<byte> Name { get; init; }

    /// <summary>Number of the node on its file system.</summary>
    public ulong FileId { get; init; }

    /// <summary>Empty when the server left it out; <see cref="NfsClient.Lookup"/> asks for it.</summary>
    public NfsFileHandle Handle { get; init; }

    /// <summary>Null when the server left them out.</summary>
    public NodeAttributes? Attributes { get; init; }
}
