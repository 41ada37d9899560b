namespace Fathom.Fuse;

/// <summary>One mount of a Fathom server, as the kernel lists it.</summary>
/// <param name="Source">What is mounted, as <see cref="FuseOptions.Source"/> named it; raw bytes.</param>
/// <param name="MountPoint">Where; an absolute path, raw bytes.</param>
/// <param name="IsReadOnly">Changes are refused.</param>
/// <param name="Device">Major and minor number of the mount, as in <c>/sys/class/bdi</c>.</param>
public sealed record MountedTree(ReadOnlyMemory<byte> Source, ReadOnlyMemory<byte> MountPoint, bool IsReadOnly, string Device);
