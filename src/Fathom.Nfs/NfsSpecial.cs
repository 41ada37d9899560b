namespace Fathom.Nfs;

/// <summary>A node that is neither file, directory nor link.</summary>
/// <param name="Kind">A pipe, a socket, or a device.</param>
/// <param name="RawDevice">Number of a device, as <c>makedev(3)</c>.</param>
public readonly record struct NfsSpecial(EntryKind Kind, ulong RawDevice = 0);
