namespace Fathom.Transfer;

/// <summary>A name of the target that the source does not have.</summary>
internal readonly record struct ExtraEntry(byte[] Name, EntryKind Kind, ulong Device, uint Mode);
