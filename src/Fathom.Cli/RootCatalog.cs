using Fathom.Index;
using Fathom.Local;

namespace Fathom.Cli;

/// <summary>Opens the tree that a ROOT on the command line names.</summary>
internal static class RootCatalog
{
    /// <summary>What help says about a root.</summary>
    internal const string Syntax = "a directory, or any file";

    /// <summary>What help says about a root that may be an index.</summary>
    internal const string SyntaxWithIndex = "a directory, any file, an index, or INDEX:PATH for what an index holds below its root";

    /// <summary>Makes room for open directories; once, before the first root.</summary>
    internal static void Prepare()
    {
        if (OperatingSystem.IsLinux())
        {
            LocalTree.RaiseDescriptorLimit();
        }
    }

    /// <summary>Examines many roots at once.</summary>
    /// <returns>One result a root, in order; empty where this system cannot, and each root has to be opened.</returns>
    internal static StatResult[] Examine(IReadOnlyList<ReadOnlyMemory<byte>> roots, bool followRoots, CancellationToken cancellation) =>
        OperatingSystem.IsLinux() ? StatBatch.Run(roots, new StatBatchOptions { FollowLinks = followRoots }, cancellation) : [];

    /// <summary>Opens a tree.</summary>
    /// <param name="root">As typed, raw bytes.</param>
    /// <param name="followRoot">A root that is a symbolic link stands for what it leads to.</param>
    /// <exception cref="FathomException">The root does not exist or cannot be examined.</exception>
    internal static ITree Open(ReadOnlySpan<byte> root, bool followRoot) =>
        OperatingSystem.IsLinux()
            ? LocalTree.Open(root, new LocalTreeOptions { FollowRoot = followRoot })
            : PortableTree.Open(System.Text.Encoding.UTF8.GetString(root), new LocalTreeOptions { FollowRoot = followRoot });

    /// <summary>Opens what a root names that may be an index too, which may have several roots. One at a time: the next one is opened when
    /// it is asked for.</summary>
    /// <param name="root">As typed: a path, <c>INDEX</c> or <c>INDEX:PATH</c>.</param>
    /// <exception cref="FathomException">The root does not exist or cannot be examined.</exception>
    /// <exception cref="IndexException">The index is damaged.</exception>
    internal static IEnumerable<ITree> OpenAll(string root, bool followRoot)
    {
        byte[] typed = PathText.ToBytes(root);
        if (IndexOperand.Read(typed) is not { } operand)
        {
            yield return Open(typed, followRoot);
            yield break;
        }

        int roots = CountRoots(operand.Index);
        for (int i = 0; i < roots; i++)
        {
            yield return IndexTree.Open(operand.Index, new IndexTreeOptions { Root = i, Path = operand.Place ?? [] });
        }
    }

    private static int CountRoots(string index)
    {
        using SavedIndex saved = SavedIndex.Open(index);
        return saved.Summary.Roots.Count;
    }

    /// <summary>What trees call a root: as typed, with one slash where it ends in several.</summary>
    internal static byte[] NameOf(string root)
    {
        ReadOnlySpan<byte> name = PathText.ToBytes(root);
        while (name.EndsWith("//"u8))
        {
            name = name[..^1];
        }

        return name.ToArray();
    }

    /// <summary>Which node a path is.</summary>
    internal static NodeId IdOf(string path)
    {
        using ITree tree = Open(PathText.ToBytes(path), followRoot: true);
        EntryBatch batch = new();
        Errno errno = tree.ReadRoot(StatMask.Device | StatMask.Inode, batch);
        return errno == Errno.None && (batch.Filled & StatMask.Device) != 0 ? new NodeId(batch.Devices[0], batch.Inodes[0]) : default;
    }
}
