namespace Fathom.Transfer;

/// <summary>Which attributes a node of the target shall have, by the options and by who runs the transfer. Pure.</summary>
internal sealed class AttributeRules
{
    private readonly TransferOptions _options;
    private readonly Caller _caller;
    private readonly ChmodRules _chmod;

    /// <exception cref="ArgumentException"><see cref="TransferOptions.Chmod"/> cannot be read.</exception>
    internal AttributeRules(TransferOptions options, Caller caller)
    {
        _options = options;
        _caller = caller;
        _chmod = ChmodRules.Parse(options.Chmod, caller.Umask);
    }

    private bool KeepsPermissions => _options.Permissions || _options.Acls;

    /// <summary>Attributes of the source as the transfer takes them: after <c>--chmod</c>.</summary>
    internal NodeAttributes Taken(in NodeAttributes source) =>
        _chmod.IsEmpty || source.Kind == EntryKind.Symlink ? source : source with { Mode = _chmod.Apply(source.Mode) };

    /// <summary>What a node of the target gets.</summary>
    /// <param name="source">As <see cref="Taken"/> gives them.</param>
    /// <param name="existing">What has the name in the target; null, or of another kind, if it is made anew.</param>
    /// <param name="permissions">What a new node may have at most where permissions are not preserved, from the default ACL of its directory; null for
    /// what the umask leaves.</param>
    internal WantedAttributes Wanted(in NodeAttributes source, in NodeAttributes? existing, uint? permissions = null)
    {
        NodeAttributes? old = existing is { } there && there.Kind == source.Kind ? there : null;
        return new WantedAttributes(
            source.Kind == EntryKind.Symlink ? null : ModeOf(source, in old, permissions),
            KeepsOwner ? source.Uid : null,
            KeepsGroup(source.Gid) ? source.Gid : null,
            KeepsTime(source.Kind) ? source.Mtime : null);
    }

    /// <summary>What a directory gets that was just made.</summary>
    /// <param name="source">As <see cref="Taken"/> gives them.</param>
    /// <param name="made">As it is: it has the set-group bit if the directory around it has.</param>
    internal WantedAttributes WantedOfNewDirectory(in NodeAttributes source, in NodeAttributes made, uint? permissions = null)
    {
        WantedAttributes wanted = Wanted(in source, null, permissions);
        return KeepsPermissions ? wanted : wanted with { Mode = wanted.Mode | (made.Mode & ModeBits.SetGid) };
    }

    /// <summary>What of owner, group and permissions has to be set, as itemised lines tell it.</summary>
    /// <param name="source">As <see cref="Taken"/> gives them.</param>
    /// <param name="existing">Of the same kind.</param>
    internal ItemChanges Diff(in NodeAttributes source, in NodeAttributes existing)
    {
        ItemChanges changes = ItemChanges.None;
        if (source.Kind != EntryKind.Symlink && PermissionsDiffer(in source, in existing))
        {
            changes |= ItemChanges.Permissions;
        }

        changes |= KeepsOwner && source.Uid != existing.Uid ? ItemChanges.Owner : ItemChanges.None;
        return changes | (KeepsGroup(source.Gid) && source.Gid != existing.Gid ? ItemChanges.Group : ItemChanges.None);
    }

    /// <summary>Modification times of such nodes are set.</summary>
    internal bool KeepsTime(EntryKind kind) => _options.Times && kind switch
    {
        EntryKind.Directory => !_options.OmitDirectoryTimes,
        EntryKind.Symlink => !_options.OmitLinkTimes,
        _ => true,
    };

    private bool KeepsOwner => _options.Owner && _caller.IsRoot;

    private bool KeepsGroup(uint gid) => _options.Group && (_caller.IsRoot || _caller.Groups.Contains(gid));

    private bool PermissionsDiffer(in NodeAttributes source, in NodeAttributes existing)
    {
        uint wanted = ModeOf(in source, existing, null);
        return KeepsPermissions
            ? ((wanted ^ existing.Mode) & ModeBits.All) != 0
            : _options.Executability && ((wanted & ModeBits.Execute) != 0) != ((existing.Mode & ModeBits.Execute) != 0);
    }

    private uint ModeOf(in NodeAttributes source, in NodeAttributes? existing, uint? permissions)
    {
        if (KeepsPermissions)
        {
            return source.Mode & ModeBits.All;
        }

        if (existing is not { } old)
        {
            return source.Mode & (permissions ?? (ModeBits.Access & ~_caller.Umask));
        }

        uint mode = old.Mode & ModeBits.All;
        if (!_options.Executability || source.Kind != EntryKind.File)
        {
            return mode;
        }

        if ((source.Mode & ModeBits.Execute) == 0)
        {
            return mode & ~ModeBits.Execute;
        }

        // Whoever may read it may execute it, unless somebody may already: then whoever set that knows better.
        return (mode & ModeBits.Execute) != 0 ? mode : mode | ((mode & ModeBits.Read) >> 2);
    }
}
