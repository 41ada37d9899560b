using Fathom.Local;
using Fathom.Transfer;

namespace Fathom.Cli;

/// <summary>Opens SRC, DST and basis directories as rsync takes them.</summary>
internal sealed class TransferRoots(TransferInvocation invocation, CancellationToken cancellation)
{
    private readonly TransferOperand _target = TransferOperand.Parse(invocation.Target);

    /// <summary>SRC as typed.</summary>
    internal TransferOperand Source { get; } = ParseSource(invocation);

    /// <summary>DST, as messages name it.</summary>
    internal ReadOnlySpan<byte> TargetName => _target.Root;

    /// <summary>Where what the paths of the transfer are relative to stands: SRC/, or the directory that has SRC.</summary>
    internal FilterRoot SourcePlace => PlaceOf(Source.MeansContent ? Source.Root : ParentOf(Source.Root));

    /// <summary>Where DST stands.</summary>
    internal FilterRoot TargetPlace => PlaceOf(_target.Root);

    private bool IsLocalTarget => RootCatalog.IsLocal(_target.Root);

    /// <summary>Opens SRC.</summary>
    /// <param name="kind">What it is.</param>
    /// <exception cref="FathomException">It is not there, or is no directory where only one can be meant.</exception>
    internal IContentTree OpenSource(out EntryKind kind)
    {
        bool copiesLinks = invocation.Settings.Options.CopyLinks;
        IContentTree tree = OpenRead(Source.Root, Source.MeansContent || copiesLinks);
        kind = KindOf(tree, Source.Root);
        if (kind == EntryKind.Symlink && invocation.Settings.Options.CopyDirectoryLinks && TryFollow(Source.Root) is { } followed)
        {
            tree.Dispose();
            tree = followed;
            kind = EntryKind.Directory;
        }

        if (Source.MeansContent && kind != EntryKind.Directory)
        {
            tree.Dispose();
            throw new FathomException("cannot read the content of", Source.Root, Errno.ENOTDIR);
        }

        return tree;
    }

    /// <summary>Opens DST, or makes it: its last name alone.</summary>
    /// <param name="source">What SRC is.</param>
    /// <exception cref="FathomException">It is not what SRC needs, cannot be made, or the directory above is not there.</exception>
    internal TransferTarget OpenTarget(EntryKind source)
    {
        IContentTree? tree = TryOpenTarget();
        bool isFile = source != EntryKind.Directory;
        if (tree is null)
        {
            return isFile && !_target.MeansContent
                ? new TransferTarget(OpenChanged(ParentOf(_target.Root)), CopyDestination.NameOf(_target.Root), IsMade: false)
                : new TransferTarget(MakeTarget(), Source.Name, IsMade: true);
        }

        if (KindOf(tree, _target.Root) == EntryKind.Directory)
        {
            return new TransferTarget(tree, Source.Name, IsMade: false);
        }

        tree.Dispose();
        return isFile && !_target.MeansContent && IsLocalTarget
            ? new TransferTarget(OpenChanged(ParentOf(_target.Root)), CopyDestination.NameOf(_target.Root), IsMade: false)
            : throw new FathomException("cannot copy a directory to", _target.Root, Errno.ENOTDIR);
    }

    /// <summary>Opens the directory that has SRC, where that is a local file that is to be removed.</summary>
    /// <returns>Null for directories, and where the file cannot be removed anyway: on a server.</returns>
    /// <exception cref="FathomException">It cannot be opened.</exception>
    internal SourceEntry? OpenEntry(IContentTree source) =>
        RootCatalog.IsLocal(Source.Root) && KindOf(source, Source.Root) != EntryKind.Directory && OpenChanged(ParentOf(Source.Root)) is IWritableTree directory
            ? new SourceEntry(directory, Source.Name!)
            : null;

    /// <summary>Opens a basis directory.</summary>
    /// <param name="path">As typed: absolute, or relative to DST.</param>
    /// <returns>Null if it is not there.</returns>
    /// <exception cref="UsageException">DST is no local directory.</exception>
    internal IContentTree? OpenBasis(ReadOnlySpan<byte> path)
    {
        if (!IsLocalTarget)
        {
            throw new UsageException("--compare-dest, --copy-dest and --link-dest need a DST that is a local directory");
        }

        try
        {
            byte[] whole = path.StartsWith("/"u8) ? path.ToArray() : [.. _target.Root, (byte)'/', .. path];
            return OpenRead(whole, followsLinks: true);
        }
        catch (FathomException missing) when (missing.Errno is Errno.ENOENT or Errno.ENOTDIR)
        {
            return null;
        }
    }

    /// <summary>Opens the directory for backups, if it is not below DST. A plan makes none.</summary>
    /// <param name="target">DST, open.</param>
    /// <returns>Null if DST has it.</returns>
    /// <exception cref="FathomException">It cannot be used.</exception>
    /// <exception cref="UsageException">DST is no local directory.</exception>
    internal TransferBackups? OpenBackups(IContentTree? target)
    {
        if (invocation.Settings.Options.BackupDirectory is not { } directory || !TransferBackups.LeadsOut(directory))
        {
            return null;
        }

        if (!IsLocalTarget)
        {
            throw new UsageException(
                $"--backup-dir {NameEscaper.Quote(PathText.ToText(directory))} leads out of DST, which has to be a local directory then: give a directory below DST");
        }

        return invocation.IsPlan ? null : TransferBackups.Open(directory, target!.RootName.ToArray(), OpenChanged);
    }

    // The names of a list are below SRC, with or without a slash.
    private static TransferOperand ParseSource(TransferInvocation invocation)
    {
        TransferOperand source = TransferOperand.Parse(invocation.Source);
        return invocation.Settings.FilesFrom is null ? source : source with { Name = null };
    }

    private IContentTree OpenRead(byte[] root, bool followsLinks)
    {
        RootOptions options = invocation.Roots with { FollowsLinks = followsLinks };
        if (!invocation.IsPlan && IndexOperand.Read(root) is not null)
        {
            throw new UsageException($"{NameEscaper.Quote(PathText.ToText(root))} is an index, which has no content: it can be planned with, not copied");
        }

        return AsContent(invocation.IsPlan ? RootCatalog.OpenOne(root, options, cancellation) : RootCatalog.Open(root, options, cancellation), root);
    }

    private IContentTree OpenChanged(byte[] root)
    {
        if (invocation.IsPlan)
        {
            return OpenRead(root, followsLinks: true);
        }

        if (IndexOperand.Read(root) is not null)
        {
            throw new UsageException($"{NameEscaper.Quote(PathText.ToText(root))} is an index: nothing can be copied into it");
        }

        if (VaultRoot.IsVault(root))
        {
            VaultOperand.RefuseServer(VaultRoot.CiphertextOf(root));
        }

        IContentTree tree = AsContent(RootCatalog.Open(root, invocation.Roots with { FollowsLinks = true, IsWritable = true }, cancellation), root);
        if (VaultRoot.IsVault(root))
        {
            VaultOperand.WriteBackups(PathText.ToText(root), new Message(invocation.Command));
        }

        return tree;
    }

    private IContentTree? TryOpenTarget()
    {
        try
        {
            return OpenChanged(_target.Root);
        }
        catch (FathomException missing) when (missing.Errno == Errno.ENOENT && IsLocalTarget)
        {
            return null;
        }
    }

    private IContentTree? MakeTarget()
    {
        if (!OperatingSystem.IsLinux())
        {
            throw new UsageException("transfers run on Linux alone");
        }

        if (!invocation.IsPlan)
        {
            LocalPlace.MakeDirectory(_target.Root);
            return OpenChanged(_target.Root);
        }

        using LocalPlace place = LocalPlace.Open(_target.Root);
        return null;
    }

    private IContentTree? TryFollow(byte[] root)
    {
        try
        {
            IContentTree tree = OpenRead(root, followsLinks: true);
            if (KindOf(tree, root) == EntryKind.Directory)
            {
                return tree;
            }

            tree.Dispose();
            return null;
        }
        catch (FathomException)
        {
            return null; // A link that leads nowhere stays a link.
        }
    }

    private static IContentTree AsContent(ITree tree, byte[] root)
    {
        if (tree is IContentTree content)
        {
            return content;
        }

        tree.Dispose();
        throw new UsageException($"{NameEscaper.Quote(PathText.ToText(root))} cannot be opened: transfers run on Linux alone");
    }

    private static EntryKind KindOf(IContentTree tree, byte[] root)
    {
        Errno errno = tree.OpenRoot(out IContentNode? node);
        using (node)
        {
            return errno == Errno.None ? node!.Kind : throw new FathomException("cannot open", root, errno);
        }
    }

    // Directories above a root on a server or in a vault have no rules.
    private static FilterRoot PlaceOf(byte[] root) => RootCatalog.IsLocal(root) && IndexOperand.Read(root) is null
        ? new FilterRoot { AbsolutePath = PathText.ToBytes(Path.GetFullPath(PathText.ToText(root)).TrimEnd('/')), ReadFile = TransferFilters.ReadFile }
        : FilterRoot.Unknown;

    private static byte[] ParentOf(ReadOnlySpan<byte> path)
    {
        int slash = path.LastIndexOf((byte)'/');
        return slash < 0 ? "."u8.ToArray() : slash == 0 ? "/"u8.ToArray() : path[..slash].ToArray();
    }
}
