namespace Fathom.Transfer;

/// <summary>The name of a source that is a single file.</summary>
/// <param name="Directory">Its root is the directory that has the name.</param>
/// <param name="Name">Raw bytes.</param>
public sealed record SourceEntry(IWritableTree Directory, byte[] Name);
