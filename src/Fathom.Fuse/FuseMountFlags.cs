namespace Fathom.Fuse;

/// <summary>What the kernel does differently for a mount; as options of mount(8) have them.</summary>
/// <remarks>Set-id bits and device nodes never count in a mount of this server.</remarks>
[Flags]
public enum FuseMountFlags
{
    /// <summary>Nothing.</summary>
    None = 0,

    /// <summary>No program is run from it (<c>noexec</c>).</summary>
    NoExecution = 1 << 3,

    /// <summary>Every write is on stable storage before it returns (<c>sync</c>).</summary>
    Synchronous = 1 << 4,

    /// <summary>So is every change of a directory (<c>dirsync</c>).</summary>
    SynchronousDirectories = 1 << 7,

    /// <summary>Times of access are not kept (<c>noatime</c>).</summary>
    NoAccessTimes = 1 << 10,

    /// <summary>Nor are those of directories (<c>nodiratime</c>).</summary>
    NoDirectoryAccessTimes = 1 << 11,
}
