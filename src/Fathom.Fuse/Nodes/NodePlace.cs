namespace Fathom.Fuse;

/// <summary>A name under which the kernel has a node. It may be that no longer.</summary>
/// <param name="Directory">Number of the directory.</param>
/// <param name="Name">Raw bytes.</param>
internal sealed record NodePlace(ulong Directory, byte[] Name);
