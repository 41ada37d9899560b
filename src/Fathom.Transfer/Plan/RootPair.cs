namespace Fathom.Transfer;

/// <summary>Where a transfer begins.</summary>
internal static class RootPair
{
    /// <summary>Opens the roots.</summary>
    /// <exception cref="FathomException">One of them cannot be opened.</exception>
    internal static DirectoryPair Open(TransferRequest request, PlanContext context)
    {
        Errno errno = request.Source.OpenRoot(out IContentNode? source);
        if (errno != Errno.None)
        {
            throw CannotOpen(request.Source, errno);
        }

        errno = source!.ReadAttributes(context.Mask, out NodeAttributes attributes);
        if (errno != Errno.None)
        {
            throw CannotOpen(request.Source, errno);
        }

        IContentNode? target = null;
        if (request.Target is { } tree && (errno = tree.OpenRoot(out target)) != Errno.None)
        {
            throw CannotOpen(tree, errno);
        }

        context.RootDevice = attributes.Device;
        if (request.SourceName is { } name)
        {
            return new DirectoryPair
            {
                Path = default,
                Source = new SingleEntryDirectory(request.Source, source, name),
                Target = target,
                IsMissing = target is null || request.IsTargetNew,
                IsUntold = true,
            };
        }

        bool isSkipped = !request.Options.Recurse && !request.Options.Directories && request.Files is null;
        return new DirectoryPair
        {
            Path = default,
            Source = source,
            Target = target,
            IsMissing = target is null || request.IsTargetNew,
            Attributes = attributes,
            Files = request.Files?.Root,
            IsContentless = isSkipped || (request.Options.Existing && (target is null || request.IsTargetNew)),
            IsSkipped = isSkipped,
            OwnStep = context.Compares && !isSkipped && request.Files is null ? OwnStep(request, context, in attributes, target) : null,
        };
    }

    /// <summary>Opens a directory of the target or of a basis by its path.</summary>
    internal static Errno OpenDirectory(IContentTree tree, ReadOnlySpan<byte> path, out IContentNode? directory) => OpenNode(tree, path, out directory);

    /// <summary>Opens a node by its path below a root, name by name; no link is followed.</summary>
    internal static Errno OpenNode(IContentTree tree, ReadOnlySpan<byte> path, out IContentNode? node)
    {
        Errno errno = tree.OpenRoot(out node);
        foreach (Range part in path.Split((byte)'/'))
        {
            ReadOnlySpan<byte> name = path[part];
            if (errno != Errno.None || name.IsEmpty)
            {
                break;
            }

            IContentNode parent = node!;
            errno = parent.Open(name, out node);
            parent.Dispose();
        }

        return errno;
    }

    /// <summary>What is thrown where a root cannot be opened.</summary>
    internal static FathomException CannotOpen(ITree tree, Errno errno) => new("cannot access", tree.RootName, errno);

    // A root that is made is compared with the first basis, as every directory is.
    private static ItemChanges NewChanges(TransferRequest request, PlanContext context, in NodeAttributes taken)
    {
        if (request.Basis.Count == 0 || request.Basis[0].OpenRoot(out IContentNode? basis) != Errno.None)
        {
            return ItemChanges.New | ItemChanges.Local;
        }

        using (basis)
        {
            return basis!.ReadAttributes(context.Mask, out NodeAttributes found) == Errno.None
                ? context.Comparer.Compare(in taken, in found, ItemChanges.Local)
                : ItemChanges.New | ItemChanges.Local;
        }
    }

    private static PlanStep? OwnStep(
        TransferRequest request, PlanContext context, in NodeAttributes attributes, IContentNode? target)
    {
        NodeAttributes taken = context.Comparer.Rules.Taken(in attributes);
        NodeAttributes there = default;
        bool exists = target is not null && !request.IsTargetNew;
        if (exists)
        {
            Errno errno = target!.ReadAttributes(context.Mask, out there);
            if (errno != Errno.None)
            {
                throw CannotOpen(request.Target!, errno);
            }
        }

        ItemChanges changes = exists ? context.Comparer.Compare(in taken, in there, ItemChanges.None) : NewChanges(request, context, in taken);
        bool differs = (changes & ItemChanges.Significant) != 0;
        if ((!differs && !request.TellsUnchanged) || (!exists && request.Options.Existing))
        {
            return null;
        }

        return new PlanStep
        {
            Kind = !exists ? StepKind.MakeDirectory : differs ? StepKind.SetAttributes : StepKind.Keep,
            Changes = changes,
            NodeKind = EntryKind.Directory,
            Path = "."u8.ToArray(),
            Source = taken,
            TargetExists = exists,
            Target = there,
        };
    }
}
