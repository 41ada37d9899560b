namespace Fathom.Transfer;

/// <summary>What all threads of a plan share; it does not change.</summary>
internal sealed class PlanContext
{
    /// <summary>Attributes that every entry is compared by.</summary>
    internal const StatMask Common = StatMask.Kind | StatMask.Mode | StatMask.Uid | StatMask.Gid | StatMask.Size | StatMask.Mtime
        | StatMask.Ctime | StatMask.Inode | StatMask.Device | StatMask.RawDevice | StatMask.Links;

    internal PlanContext(TransferRequest request, CancellationToken cancellation)
    {
        Request = request;
        Options = request.Options;
        Comparer = new EntryComparer(request.Options, request.Caller);
        Cancellation = cancellation;
        Xattrs = new XattrScope(Options.Xattrs, Options.Acls, request.Caller.IsRoot);
        Mask = Common | (Options.Links ? StatMask.Target : StatMask.None);
    }

    internal TransferRequest Request { get; }

    internal TransferOptions Options { get; }

    internal EntryComparer Comparer { get; }

    internal CancellationToken Cancellation { get; }

    /// <summary>Entries of one directory, of each side, that are in memory at once.</summary>
    internal int HeldNames => Request.HeldNames == 0 ? int.MaxValue : Request.HeldNames;

    /// <summary>Attributes that are fetched of every entry of both sides.</summary>
    internal StatMask Mask { get; }

    /// <summary>Names that are only told (<c>-ii</c>) are wanted too.</summary>
    internal bool TellsUnchanged => Request.TellsUnchanged;

    /// <summary>A pass that compares; else one that only looks for what is to be removed.</summary>
    internal bool Compares { get; init; } = true;

    /// <summary>What is to be removed is looked for in this pass.</summary>
    internal bool FindsExtra { get; init; }

    /// <summary>What need not be looked at; null to look at everything.</summary>
    internal SkipRule? Skip { get; init; }

    /// <summary>Device of the source's root, for <see cref="TransferOptions.OneFileSystem"/>.</summary>
    internal ulong RootDevice { get; set; }

    /// <summary>Nobody works on this copy any longer.</summary>
    /// <param name="row">Its entry. A copy has the time of its source before it has its name, so that only the change of the node tells its age.</param>
    internal bool IsStray(TemporaryName name, in EntryRow row) =>
        Request.ProcessStart is { } start && name.IsStray(Request.Run, Math.Max(row.Mtime, row.Ctime), Now, start);

    /// <summary>The directory of copies that wait or were broken off: no part of the target.</summary>
    internal bool IsPartialPlace(ReadOnlySpan<byte> name) =>
        (Options.DelayUpdates || Options.PartialDirectory is not null) && name.SequenceEqual(PartialPlace.NameOf(Options));

    private static long Now => (DateTime.UtcNow - DateTime.UnixEpoch).Ticks * 100;

    /// <summary>Extended attributes and ACLs that are taken.</summary>
    internal XattrScope Xattrs { get; }
}
