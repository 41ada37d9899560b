namespace Fathom.Transfer;

/// <summary>A name of the target that the source does not have.</summary>
/// <param name="Attributes">As far as they were asked for.</param>
internal readonly record struct ExtraEntry(byte[] Name, EntryKind Kind, NodeAttributes Attributes);
