namespace Fathom.Vault;

/// <summary>Where a file, directory or link of a vault is stored. Paths are raw bytes, relative to the directory of the vault.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Node">What has its encrypted name, <c>d/XX/.../NAME.c9r</c> or <c>.c9s</c>; empty for the root, which has no name.</param>
/// <param name="Content">What has its content: an encrypted file, or the directory <c>d/XX/...</c> that has what a directory holds.</param>
public sealed record StoredPlace(EntryKind Kind, ReadOnlyMemory<byte> Node, ReadOnlyMemory<byte> Content);
