using System.Runtime.Versioning;
using Fathom.Local;

namespace Fathom.Cli;

/// <summary>A name in a local directory that is held: what has the name may be there or not.</summary>
[SupportedOSPlatform("linux")]
internal sealed class LocalPlace : IDisposable
{
    private readonly LocalTree _tree;

    private LocalPlace(LocalTree tree, IWritableNode directory, byte[] name) => (_tree, Directory, Name) = (tree, directory, name);

    /// <summary>The directory.</summary>
    internal IWritableNode Directory { get; }

    /// <summary>Raw bytes; empty where the path has no last name, as <c>/</c>, <c>.</c> and <c>..</c> have none.</summary>
    internal byte[] Name { get; }

    /// <summary>Opens the directory that a path ends in.</summary>
    /// <param name="path">As typed, raw bytes. Links on the way to the last name are followed.</param>
    /// <exception cref="FathomException">There is no such directory.</exception>
    internal static LocalPlace Open(ReadOnlySpan<byte> path)
    {
        ReadOnlySpan<byte> trimmed = path.TrimEnd((byte)'/');
        int slash = trimmed.LastIndexOf((byte)'/');
        ReadOnlySpan<byte> name = trimmed[(slash + 1)..];
        bool hasName = EntryName.Check(name) == Errno.None;
        ReadOnlySpan<byte> parent = !hasName ? path : slash < 0 ? "."u8 : slash == 0 ? "/"u8 : trimmed[..slash];
        LocalTree tree = LocalTree.Open(parent, new LocalTreeOptions { FollowRoot = true });
        Errno errno = ((IWritableTree)tree).OpenWritableRoot(out IWritableNode? directory);
        errno = errno == Errno.None && directory!.Kind != EntryKind.Directory ? Errno.ENOTDIR : errno;
        return errno == Errno.None
            ? new LocalPlace(tree, directory!, hasName ? name.ToArray() : [])
            : throw new FathomException("cannot open", parent, errno);
    }

    /// <summary>Makes a directory, unless something has the name.</summary>
    /// <exception cref="FathomException">It cannot be made.</exception>
    internal static void MakeDirectory(ReadOnlySpan<byte> path)
    {
        using LocalPlace place = Open(path);
        if (place.Name.Length == 0)
        {
            return;
        }

        Errno errno = place.Directory.MakeDirectory(place.Name, 0x1FF, out IWritableNode? made);
        made?.Dispose();
        if (errno is not (Errno.None or Errno.EEXIST))
        {
            throw new FathomException("cannot make directory", path, errno);
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Directory.Dispose();
        _tree.Dispose();
    }
}
