namespace Fathom.Fuse;

/// <summary>One entry of an <see cref="OpenDirectory"/>; good until its next call.</summary>
internal readonly ref struct OpenDirectoryEntry(ReadOnlySpan<byte> name, EntryKind kind, ulong inode)
{
    internal ReadOnlySpan<byte> Name { get; } = name;

    internal EntryKind Kind { get; } = kind;

    internal ulong Inode { get; } = inode;
}
