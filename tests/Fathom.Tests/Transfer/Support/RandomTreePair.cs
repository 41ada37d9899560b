using System.Runtime.Versioning;
using Fathom.Local;
using Fathom.Tests.Conformance;
using Fathom.Tests.Support;

namespace Fathom.Tests.Transfer.Support;

/// <summary>A source, a target that was a copy of it before both went their ways, and a basis directory likewise.</summary>
[SupportedOSPlatform("linux")]
internal sealed class RandomTreePair : IDisposable
{
    private readonly TempFolder _folder = new();

    /// <param name="hidesChanges">Some content differs where size and time do not.</param>
    internal RandomTreePair(int seed, bool hidesChanges = false, bool hasXattrs = false)
    {
        Random random = new(seed);
        RandomTree tree = new(random, hasXattrs);
        Directory.CreateDirectory(Source);
        Write(Source, tree.Fill);
        foreach (string copy in (string[])[Target, Basis])
        {
            Shell.Run("cp", "-a", Source, copy).EnsureSuccess();
            Write(copy, root => tree.Change(root, hidesChanges));
        }
    }

    /// <summary>The folder that has them all, and room for more.</summary>
    internal string Folder => _folder.Path;

    internal string Source => _folder.At("src");

    internal string Target => _folder.At("dst");

    /// <summary>For <c>--link-dest</c> and the like.</summary>
    internal string Basis => _folder.At("basis");

    /// <summary>A further copy of one of them, with all that rsync can keep.</summary>
    /// <returns>Its path.</returns>
    internal string CopyOf(string path, string name)
    {
        Shell.Run("cp", "-a", path, _folder.At(name)).EnsureSuccess();
        return _folder.At(name);
    }

    /// <summary>Whether the target has something else where the source has a directory.</summary>
    internal bool HasBlockedDirectory()
    {
        using LocalTree source = LocalTree.Open(Source);
        using LocalTree target = LocalTree.Open(Target);
        using IContentNode one = source.Root();
        using IContentNode other = target.Root();
        return HasBlocked(one, other);
    }

    /// <inheritdoc/>
    public void Dispose() => _folder.Dispose();

    private static bool HasBlocked(IContentNode source, IContentNode target)
    {
        foreach (string name in source.Names())
        {
            using IContentNode child = source.At(name);
            if (child.Kind != EntryKind.Directory || target.Find(name) != Errno.None)
            {
                continue;
            }

            using IContentNode other = target.At(name);
            if (other.Kind != EntryKind.Directory || HasBlocked(child, other))
            {
                return true;
            }
        }

        return false;
    }

    private static void Write(string path, Action<IWritableNode> write)
    {
        using LocalTree tree = LocalTree.Open(path);
        using IWritableNode root = tree.WritableRoot();
        write(root);
    }
}
