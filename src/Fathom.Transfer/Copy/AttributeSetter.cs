namespace Fathom.Transfer;

/// <summary>Gives attributes to held nodes of the target: owner, then extended attributes and ACLs, then mode, then times. Thread-safe.</summary>
/// <remarks>A new owner takes set-id bits and capabilities away, and an ACL sets permission bits: each comes before what it would undo.</remarks>
internal sealed class AttributeSetter(TransferOptions options, Caller caller)
{
    /// <summary>Extended attributes that are given.</summary>
    internal XattrScope Scope { get; } = new(options.Xattrs, options.Acls, caller.IsRoot);

    /// <summary>Gives a node its attributes; only what differs is set.</summary>
    /// <param name="node">Of the target.</param>
    /// <param name="wanted">What it shall have.</param>
    /// <param name="source">Node whose extended attributes and ACL it gets as the options say; null to leave them.</param>
    /// <returns>The first error. What can be set nevertheless is; a node whose owner cannot be set gets no set-id bits.</returns>
    internal Errno Set(IWritableNode node, in WantedAttributes wanted, IContentNode? source)
    {
        Errno errno = node.ReadAttributes(StatMask.Basic, out NodeAttributes current);
        return errno == Errno.None ? Set(node, in current, in wanted, source) : errno;
    }

    /// <summary>Gives a node its attributes; only what differs from given ones is set.</summary>
    /// <param name="current">What it has.</param>
    internal Errno Set(IWritableNode node, in NodeAttributes current, in WantedAttributes wanted, IContentNode? source)
    {
        NodeChange change = wanted.ChangeFrom(in current);
        if (source is null || !Scope.IsAny)
        {
            return SetWithoutXattrs(node, in change);
        }

        Errno first = SetOwner(node, ref change);
        Errno errno = GiveXattrs(node, in current, source, out bool mayChangeMode);
        first = first == Errno.None ? errno : first;

        bool isLink = node.Kind == EntryKind.Symlink;
        uint? mode = change.Mode ?? (mayChangeMode && !isLink ? wanted.Mode ?? (current.Mode & ModeBits.All) : null);
        errno = Apply(node, new NodeChange { Mode = mode, Mtime = change.Mtime });
        return first == Errno.None ? errno : first;
    }

    /// <summary>Gives a file its attributes of which no node is held (<see cref="IWritableNode.CreateNew"/>); no extended ones.</summary>
    internal static Errno Set(IWritableFile file, in WantedAttributes wanted)
    {
        Errno errno = file.ReadAttributes(StatMask.Basic, out NodeAttributes current);
        if (errno != Errno.None)
        {
            return errno;
        }

        NodeChange change = wanted.ChangeFrom(in current);
        if (change == default)
        {
            return Errno.None;
        }

        errno = file.SetAttributes(in change);
        if (errno == Errno.None || (change.Uid is null && change.Gid is null))
        {
            return errno;
        }

        // Set-id bits would stand for an owner that nobody meant; the rest is given nevertheless.
        file.SetAttributes(change with { Uid = null, Gid = null, Mode = change.Mode & ~ModeBits.SetIds });
        return errno;
    }

    private static Errno Apply(IWritableNode node, in NodeChange change) => change == default ? Errno.None : node.SetAttributes(in change);

    private static Errno SetOwner(IWritableNode node, ref NodeChange change)
    {
        Errno errno = Apply(node, new NodeChange { Uid = change.Uid, Gid = change.Gid });
        if (errno != Errno.None)
        {
            // Set-id bits would stand for an owner that nobody meant.
            change = change with { Mode = change.Mode & ~ModeBits.SetIds };
        }

        return errno;
    }

    // One call, which has the right order by itself; in parts only if the owner cannot be set.
    private static Errno SetWithoutXattrs(IWritableNode node, in NodeChange change)
    {
        if (change.Uid is null && change.Gid is null)
        {
            return Apply(node, in change);
        }

        NodeChange rest = change;
        Errno first = SetOwner(node, ref rest);
        Errno errno = Apply(node, new NodeChange { Mode = rest.Mode, Mtime = rest.Mtime });
        return first == Errno.None ? errno : first;
    }

    private Errno GiveXattrs(IWritableNode node, in NodeAttributes current, IContentNode source, out bool mayChangeMode)
    {
        mayChangeMode = false;
        Errno errno = XattrSet.Read(source, Scope, out XattrSet wanted);
        XattrSet there = XattrSet.Empty;
        errno = errno == Errno.None ? XattrSet.Read(node, Scope, out there) : errno;
        if (errno != Errno.None || (wanted.All.Count == 0 && there.All.Count == 0))
        {
            return errno;
        }

        mayChangeMode = true;
        errno = wanted.GiveTo(node, there);
        if (errno != Errno.EACCES || (current.Mode & ModeBits.OwnerWrite) != 0 || node.Kind == EntryKind.Symlink)
        {
            return errno;
        }

        // The owner of what may not be written may change its permissions, but not its attributes.
        errno = node.SetAttributes(new NodeChange { Mode = (current.Mode & ModeBits.All) | ModeBits.OwnerWrite });
        return errno == Errno.None ? wanted.GiveTo(node, there) : errno;
    }
}
