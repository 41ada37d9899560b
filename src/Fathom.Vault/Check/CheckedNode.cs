namespace Fathom.Vault;

/// <summary>A stored node while it is checked.</summary>
/// <param name="Node">Open.</param>
/// <param name="StoredName">Its name in the content directory.</param>
/// <param name="Kind">Of that name.</param>
/// <param name="Name">Cleartext; null where it is not known yet.</param>
internal sealed record CheckedNode(IContentNode Node, byte[] StoredName, NameKind Kind, byte[]? Name)
{
    /// <summary>Of a file, in bytes; negative where it is not known.</summary>
    internal long Size { get; init; } = -1;

    /// <summary>Another program gave it the name.</summary>
    internal bool IsConflict { get; init; }

    /// <summary>The path of a file in it, relative to the content directory.</summary>
    internal byte[] PathOf(ReadOnlySpan<byte> file) => [.. StoredName, (byte)'/', .. file];
}
