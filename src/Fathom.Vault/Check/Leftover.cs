namespace Fathom.Vault;

/// <summary>What an interrupted operation left in a content directory.</summary>
/// <param name="Directory">Whose content it is in.</param>
/// <param name="StoredName">Its name there.</param>
internal sealed record Leftover(CheckedDirectory Directory, byte[] StoredName);
