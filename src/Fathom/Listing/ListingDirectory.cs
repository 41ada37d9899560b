namespace Fathom;

/// <summary>A directory that a walk entered.</summary>
/// <param name="Parent">Number of its parent; -1 for the root.</param>
/// <param name="NameOffset">Where its name is in the arena of names.</param>
internal readonly record struct ListingDirectory(int Parent, int NameOffset, int NameLength);
