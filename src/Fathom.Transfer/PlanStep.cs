namespace Fathom.Transfer;

/// <summary>One name of the target, what becomes of it and why. Made only for what changes or is told.</summary>
public sealed class PlanStep
{
    /// <summary>What is done.</summary>
    public required StepKind Kind { get; init; }

    /// <summary>What differs.</summary>
    public required ItemChanges Changes { get; init; }

    /// <summary>What the node is: in the source, or in the target for <see cref="StepKind.Delete"/>.</summary>
    public required EntryKind NodeKind { get; init; }

    /// <summary>Path below the root of the transfer, raw bytes, components separated by '/', none at the end; "." for the root.</summary>
    public required ReadOnlyMemory<byte> Path { get; init; }

    /// <summary>Attributes in the source, after <see cref="TransferOptions.Chmod"/>; default for <see cref="StepKind.Delete"/>.</summary>
    public NodeAttributes Source { get; init; }

    /// <summary>Something has the name in the target.</summary>
    public bool TargetExists { get; init; }

    /// <summary>Attributes of what has the name in the target; default if nothing has.</summary>
    public NodeAttributes Target { get; init; }

    /// <summary>Where a symbolic link points, raw bytes; empty for anything else.</summary>
    public ReadOnlyMemory<byte> LinkTarget { get; init; }

    /// <summary>Path of the name that a hard link is made to, as <see cref="Path"/>; empty for anything else, and where the link is there.</summary>
    public ReadOnlyMemory<byte> Leader { get; init; }

    /// <summary>Which basis directory has the file that is linked, copied or left there, or the <see cref="Leader"/>; -1 for none.</summary>
    public int BasisIndex { get; init; } = -1;

    /// <summary>The directory of the name.</summary>
    internal DirectoryPair? Directory { get; init; }

    /// <summary>The last component of <see cref="Path"/>.</summary>
    internal ReadOnlyMemory<byte> Name { get; init; }

    /// <summary>The name is a link in the source, and stands for what it leads to.</summary>
    internal bool IsFollowed { get; init; }

    /// <summary>Opens the source of a copy without its name; empty where its tree gives no handles.</summary>
    internal ReadOnlyMemory<byte> Handle { get; init; }

    /// <summary>What is linked from a basis; default for anything else.</summary>
    internal NodeId BasisNode { get; init; }

    /// <summary>The node has more names in the source, and they are to be one node in the target too.</summary>
    internal bool IsGrouped { get; init; }

    /// <summary>What is copied, and the link is made to; null for anything else.</summary>
    internal PlanStep? LeaderStep { get; init; }

    /// <summary>Of a copy that others are linked to, once it is to be carried out.</summary>
    internal LinkFollowers? Followers { get; set; }

    /// <summary>The same name with something else done to it.</summary>
    /// <param name="leader">What it is linked to; null for nothing.</param>
    internal PlanStep Becomes(StepKind kind, ItemChanges changes, PlanStep? leader, int basis) => new()
    {
        Kind = kind,
        Changes = changes,
        NodeKind = NodeKind,
        Path = Path,
        Name = Name,
        Source = Source,
        TargetExists = TargetExists,
        Target = Target,
        LinkTarget = LinkTarget,
        Leader = leader?.Path ?? default,
        LeaderStep = leader,
        BasisIndex = basis,
        IsFollowed = IsFollowed,
        Handle = Handle,
        IsGrouped = IsGrouped,
        Directory = Directory,
    };
}
