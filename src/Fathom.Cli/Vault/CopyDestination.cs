using System.Runtime.Versioning;
using Fathom.Local;

namespace Fathom.Cli;

/// <summary>Where copies go: into a directory under their own names, or to one name.</summary>
internal sealed class CopyDestination : IDisposable
{
    private readonly IDisposable? _owner;

    private CopyDestination(IWritableNode directory, byte[] name, IDisposable? owner) => (Directory, Name, _owner) = (directory, name, owner);

    /// <summary>The directory.</summary>
    internal IWritableNode Directory { get; }

    /// <summary>Raw bytes; empty where each source keeps its own name.</summary>
    internal byte[] Name { get; }

    /// <summary>A path of this machine. A directory that is there is copied into; links to it are followed, because they were typed.</summary>
    /// <param name="sources">How many there are: several need a directory.</param>
    /// <exception cref="FathomException">It cannot be opened, or is no directory where one is needed.</exception>
    /// <exception cref="UsageException">It is something that no file can take the name of.</exception>
    [SupportedOSPlatform("linux")]
    internal static CopyDestination OfLocal(string typed, int sources)
    {
        byte[] path = PathText.ToBytes(typed);
        LocalTree? tree = TryOpen(path);
        if (tree is not null)
        {
            Errno errno = ((IWritableTree)tree).OpenWritableRoot(out IWritableNode? node);
            if (errno == Errno.None && node!.Kind == EntryKind.Directory)
            {
                return new CopyDestination(node, [], tree);
            }

            node?.Dispose();
        }

        // One source that is a directory makes it; a file cannot be behind a slash, and several need a directory.
        byte[] name = NameOf(path);
        bool needsDirectory = sources > 1 || name.Length == 0 || (tree is not null && path[^1] == '/');
        if (needsDirectory)
        {
            throw new FathomException("cannot copy into", path, tree is null ? Errno.ENOENT : Errno.ENOTDIR);
        }

        LocalPlace place = LocalPlace.Open(path);
        try
        {
            RefuseOther(place, typed);
            return new CopyDestination(place.Directory, name, place);
        }
        catch
        {
            place.Dispose();
            throw;
        }
    }

    // A copy is renamed onto its name: it would replace /dev/null, or the link /dev/stdout, not write to what they are.
    [SupportedOSPlatform("linux")]
    private static void RefuseOther(LocalPlace place, string typed)
    {
        Errno errno = place.Directory.Open(place.Name, out IContentNode? there);
        using (there)
        {
            if (errno == Errno.None && there!.Kind != EntryKind.File)
            {
                string reason = there.Kind == EntryKind.Symlink
                    ? "it is a link, and not one to a directory: name what it leads to, or remove it first"
                    : "it is neither a file nor a directory: 'fathom vault cat' writes to standard output";
                throw new UsageException($"cannot copy onto {NameEscaper.Quote(typed)}: {reason}");
            }
        }
    }

    /// <summary>A path in a vault.</summary>
    /// <param name="sources">How many there are: several need a directory.</param>
    /// <exception cref="FathomException">It cannot be opened, or is no directory where one is needed.</exception>
    internal static CopyDestination OfVault(IWritableTree tree, VaultPath path, int sources)
    {
        Errno errno = path.Open(tree, StatMask.None, out IContentNode? node, out _);
        if (errno == Errno.None && node!.Kind == EntryKind.Directory)
        {
            return new CopyDestination((IWritableNode)node, [], null);
        }

        node?.Dispose();
        bool canBeName = sources == 1 && !path.IsRoot && (errno == Errno.ENOENT || errno == Errno.None);
        if (!canBeName)
        {
            throw new FathomException("cannot copy into", path.Typed, errno == Errno.None ? Errno.ENOTDIR : errno);
        }

        errno = path.OpenParent(tree, out IWritableNode? directory);
        return errno == Errno.None ? new CopyDestination(directory!, path.Name, null) : throw new FathomException("cannot copy to", path.Typed, errno);
    }

    /// <summary>The last name of a path; empty where it has none, as <c>/</c>, <c>.</c> and <c>..</c> have none.</summary>
    internal static byte[] NameOf(ReadOnlySpan<byte> path)
    {
        ReadOnlySpan<byte> trimmed = path.TrimEnd((byte)'/');
        ReadOnlySpan<byte> name = trimmed[(trimmed.LastIndexOf((byte)'/') + 1)..];
        return EntryName.Check(name) == Errno.None ? name.ToArray() : [];
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Directory.Dispose();
        _owner?.Dispose();
    }

    [SupportedOSPlatform("linux")]
    private static LocalTree? TryOpen(byte[] path)
    {
        try
        {
            return LocalTree.Open(path, new LocalTreeOptions { FollowRoot = true });
        }
        catch (FathomException missing) when (missing.Errno == Errno.ENOENT)
        {
            return null;
        }
    }
}
