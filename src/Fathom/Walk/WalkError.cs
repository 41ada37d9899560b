namespace Fathom;

/// <summary>A directory that could not be read, or an entry that could not be examined: data, never a lost subtree in
/// silence.</summary>
public sealed class WalkError
{
    private readonly byte[] _path;

    /// <summary>Makes the error of a directory.</summary>
    public WalkError(WalkStage stage, DirectoryNode directory, Errno errno)
    {
        ArgumentNullException.ThrowIfNull(directory);
        (Stage, Errno, _path) = (stage, errno, directory.GetPath());
    }

    /// <summary>Makes the error of an entry.</summary>
    /// <param name="directory">Where the entry is; null when it is the root itself.</param>
    /// <param name="name">Name in that directory.</param>
    public WalkError(WalkStage stage, DirectoryNode? directory, ReadOnlySpan<byte> name, Errno errno)
    {
        (Stage, Errno, _path) = (stage, errno, directory is null ? name.ToArray() : directory.GetPath(name));
    }

    /// <summary>What was being done.</summary>
    public WalkStage Stage { get; }

    /// <summary>Why it failed.</summary>
    public Errno Errno { get; }

    /// <summary>Path from the root as typed, raw bytes.</summary>
    public ReadOnlySpan<byte> Path => _path;

    /// <summary>The directory or entry was there when it was listed and has gone since.</summary>
    public bool HasVanished => Errno is Errno.ENOENT or Errno.ESTALE;
}
