using Fathom.Index;
using Fathom.Local;
using Fathom.Nfs;
using Fathom.Vault;

namespace Fathom.Cli;

/// <summary>Opens the tree that a ROOT on the command line names.</summary>
internal static class RootCatalog
{
    /// <summary>What help says about a root.</summary>
    internal const string Syntax = "a directory, any file, nfs://HOST/EXPORT[/DIR], or vault:ROOT";

    /// <summary>What help says about a root that may be an index.</summary>
    internal const string SyntaxWithIndex = Syntax + ", an index, or INDEX:PATH for what an index holds below its root";

    /// <summary>Makes room for open directories; once, before the first root.</summary>
    internal static void Prepare()
    {
        if (OperatingSystem.IsLinux())
        {
            LocalTree.RaiseDescriptorLimit();
        }
    }

    /// <summary>Whether a root is on a server.</summary>
    /// <param name="root">As typed, raw bytes. <c>./nfs://x</c> is a local file.</param>
    internal static bool IsNetwork(ReadOnlySpan<byte> root) => NfsRoot.IsUrl(Stored(root));

    /// <summary>Whether a root is a path of this machine, and no vault.</summary>
    /// <param name="root">As typed, raw bytes.</param>
    internal static bool IsLocal(ReadOnlySpan<byte> root) => !NfsRoot.IsUrl(root) && !VaultRoot.IsVault(root);

    /// <summary>Whose numbers the node ids of a tree are: ids of two servers, or of a server and this machine, are not comparable.</summary>
    /// <returns>Empty for this machine. A vault is like a machine of its own: its files have the ids of those that store them.</returns>
    /// <exception cref="UsageException">The root is a URL that cannot be read.</exception>
    internal static string ServerOf(ReadOnlySpan<byte> root) =>
        VaultRoot.IsVault(root) ? FullNameOf(root.ToArray()) : IsNetwork(root) ? NfsRoot.ServerOf(root) : string.Empty;

    /// <summary>Refuses a root that cannot be meant, before anything is walked.</summary>
    /// <exception cref="UsageException">It is a URL that cannot be read, or <paramref name="walk"/> asks for what no server and no vault tells.</exception>
    internal static void Check(ReadOnlySpan<byte> root, WalkOptions walk)
    {
        if (IsLocal(root))
        {
            return;
        }

        if (IsNetwork(root))
        {
            NfsRoot.Parse(Stored(root));
        }

        if (walk.FollowLinks)
        {
            string reason = VaultRoot.IsVault(root) ? "names in a vault are encrypted" : "a server does not tell what links lead to";
            throw new UsageException($"--dereference cannot be used with {NameEscaper.Quote(PathText.ToText(root))}: {reason}");
        }
    }

    /// <summary>Examines many roots at once.</summary>
    /// <returns>One result a root, in order, of which those on servers and vaults are not found; empty where this system cannot, and each root has to
    /// be opened.</returns>
    internal static StatResult[] Examine(IReadOnlyList<ReadOnlyMemory<byte>> roots, bool followRoots, CancellationToken cancellation)
    {
        if (!OperatingSystem.IsLinux())
        {
            return [];
        }

        List<int> places = [];
        List<ReadOnlyMemory<byte>> local = new(roots.Count);
        for (int i = 0; i < roots.Count; i++)
        {
            if (IsLocal(roots[i].Span))
            {
                places.Add(i);
                local.Add(roots[i]);
            }
        }

        StatResult[] found = StatBatch.Run(local, new StatBatchOptions { FollowLinks = followRoots }, cancellation);
        if (local.Count == roots.Count)
        {
            return found;
        }

        StatResult[] all = new StatResult[roots.Count];
        Array.Fill(all, new StatResult(Errno.ENOENT, default));
        for (int i = 0; i < places.Count; i++)
        {
            all[places[i]] = found[i];
        }

        return all;
    }

    /// <summary>Opens a tree.</summary>
    /// <param name="root">As typed, raw bytes.</param>
    /// <param name="cancellation">Ends the wait for a server.</param>
    /// <exception cref="FathomException">The root does not exist or cannot be examined, or its server does not answer.</exception>
    /// <exception cref="UsageException">It is a URL that cannot be read.</exception>
    /// <exception cref="OperationCanceledException">Cancelled.</exception>
    /// <exception cref="VaultException">It is a vault that is damaged or not supported, or the password is wrong.</exception>
    internal static ITree Open(ReadOnlySpan<byte> root, RootOptions options, CancellationToken cancellation)
    {
        if (VaultRoot.IsVault(root))
        {
            // A link to a vault is that vault: there is nothing else that could be meant.
            ITree stored = Open(Stored(root), options with { FollowsLinks = true }, cancellation);
            return VaultRoot.Open(root, stored, options.Password, isReadOnly: !options.IsWritable || IsNetwork(root), options.CacheBytes);
        }

        return IsNetwork(root) ? NfsTree.Open(NfsRoot.Parse(root), options.Nfs, cancellation) : OpenLocal(root, options.FollowsLinks);
    }

    /// <summary>Opens what a root names that may be an index too, which may have several roots. One at a time: the next one is opened when
    /// it is asked for.</summary>
    /// <param name="root">As typed: a path, a URL, <c>INDEX</c> or <c>INDEX:PATH</c>.</param>
    /// <exception cref="FathomException">The root does not exist or cannot be examined.</exception>
    /// <exception cref="IndexException">The index is damaged.</exception>
    internal static IEnumerable<ITree> OpenAll(string root, RootOptions options, CancellationToken cancellation)
    {
        byte[] typed = PathText.ToBytes(root);
        if (IndexOperand.Read(typed) is not { } operand)
        {
            yield return Open(typed, options, cancellation);
            yield break;
        }

        int roots = CountRoots(operand.Index);
        for (int i = 0; i < roots; i++)
        {
            yield return IndexTree.Open(operand.Index, new IndexTreeOptions { Root = i, Path = operand.Place ?? [] });
        }
    }

    /// <summary>Opens what a root names that may be an index too, as one tree.</summary>
    /// <param name="root">As typed, raw bytes. Of an index with several roots it has to name a place that one of them has.</param>
    /// <exception cref="FathomException">The root does not exist or cannot be examined.</exception>
    /// <exception cref="IndexException">The index is damaged.</exception>
    /// <exception cref="UsageException">An index has several roots, and none is named.</exception>
    internal static ITree OpenOne(byte[] root, RootOptions options, CancellationToken cancellation)
    {
        if (IndexOperand.Read(root) is not { } operand)
        {
            return Open(root, options, cancellation);
        }

        int roots = CountRoots(operand.Index);
        if (roots > 1 && operand.Place is null or [])
        {
            throw new UsageException(
                $"{NameEscaper.Quote(operand.Index)} has {roots} roots: give {NameEscaper.Quote(operand.Index + ":PATH")} for what one of them has below it");
        }

        for (int i = 0; ; i++)
        {
            try
            {
                return IndexTree.Open(operand.Index, new IndexTreeOptions { Root = i, Path = operand.Place ?? [] });
            }
            catch (FathomException missing) when (missing.Errno == Errno.ENOENT && i + 1 < roots)
            {
                // The next root may have it.
            }
        }
    }

    /// <summary>What trees call a root: a URL without its query, a path as typed, with one slash where it ends in several.</summary>
    /// <exception cref="UsageException">It is a URL that cannot be read.</exception>
    internal static byte[] NameOf(ReadOnlySpan<byte> root)
    {
        if (VaultRoot.IsVault(root))
        {
            return VaultRoot.NameOf(root, NameOf(Stored(root)));
        }

        if (IsNetwork(root))
        {
            return NfsRoot.Parse(root).Name.ToArray();
        }

        ReadOnlySpan<byte> name = root;
        while (name.EndsWith("//"u8))
        {
            name = name[..^1];
        }

        return name.ToArray();
    }

    /// <summary>A name of a root that begins like those of all roots above it: an absolute path, or the path on a server behind its name.</summary>
    /// <exception cref="UsageException">It is a URL that cannot be read.</exception>
    internal static string FullNameOf(byte[] root) =>
        VaultRoot.IsVault(root) ? "vault:" + FullNameOf(Stored(root).ToArray())
        : IsNetwork(root) ? NfsRoot.FullNameOf(root)
        : Path.GetFullPath(PathText.ToText(root));

    /// <summary>Which node a local path is.</summary>
    internal static NodeId IdOf(string path)
    {
        using ITree tree = OpenLocal(PathText.ToBytes(path), followRoot: true);
        EntryBatch batch = new();
        Errno errno = tree.ReadRoot(StatMask.Device | StatMask.Inode, batch);
        return errno == Errno.None && (batch.Filled & StatMask.Device) != 0 ? new NodeId(batch.Devices[0], batch.Inodes[0]) : default;
    }

    // The root itself, or of a vault the one that has its ciphertext.
    private static ReadOnlySpan<byte> Stored(ReadOnlySpan<byte> root) => VaultRoot.IsVault(root) ? VaultRoot.CiphertextOf(root) : root;

    private static ITree OpenLocal(ReadOnlySpan<byte> root, bool followRoot) =>
        OperatingSystem.IsLinux()
            ? LocalTree.Open(root, new LocalTreeOptions { FollowRoot = followRoot })
            : PortableTree.Open(System.Text.Encoding.UTF8.GetString(root), new LocalTreeOptions { FollowRoot = followRoot });

    private static int CountRoots(string index)
    {
        using SavedIndex saved = SavedIndex.Open(index);
        return saved.Summary.Roots.Count;
    }
}
