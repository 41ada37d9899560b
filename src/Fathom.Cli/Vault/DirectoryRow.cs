namespace Fathom.Cli;

/// <summary>One entry of a directory, taken out of its batch to be sorted.</summary>
/// <param name="Name">Raw bytes.</param>
/// <param name="Attributes">0 where <paramref name="Error"/> is one.</param>
/// <param name="Target">Of a link, raw bytes; empty otherwise.</param>
/// <param name="Error">Why it has no attributes.</param>
internal sealed record DirectoryRow(byte[] Name, EntryKind Kind, NodeAttributes Attributes, byte[] Target, Errno Error);
