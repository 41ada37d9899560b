namespace Fathom.Transfer;

/// <summary>A directory of the source with the one of the same path in the target.</summary>
internal sealed class DirectoryPair
{
    /// <summary>Path below the root of the transfer; empty for the root.</summary>
    internal required ReadOnlyMemory<byte> Path { get; init; }

    /// <summary>Held from when the pair is listed until all of it is done; null before.</summary>
    internal IContentNode? Source { get; set; }

    /// <summary>Held likewise; null while the directory is not there.</summary>
    internal IContentNode? Target { get; set; }
}
