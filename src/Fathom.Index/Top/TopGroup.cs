namespace Fathom.Index;

/// <summary>A sum of a <see cref="TopReport"/>.</summary>
/// <param name="Key">Extension, letter of the kind as in find's %y, or name of the age; empty for owners, groups, and files without an
/// extension.</param>
/// <param name="Id">User or group; null for other sums, and where it is not known.</param>
/// <param name="Entries">Nodes, each once however many links it has.</param>
/// <param name="Size">Apparent size of these, bytes.</param>
/// <param name="Allocated">Allocated size, bytes.</param>
/// <param name="Share">Of all that was summed, 0 to 1, by the size that orders the rows.</param>
public sealed record TopGroup(string Key, long? Id, long Entries, long Size, long Allocated, double Share);
