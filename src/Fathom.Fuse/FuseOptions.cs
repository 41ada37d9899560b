namespace Fathom.Fuse;

/// <summary>How a tree is mounted and served.</summary>
public sealed record FuseOptions
{
    /// <summary>The defaults: for a tree that nothing but this mount changes.</summary>
    public static FuseOptions Default { get; } = new();

    /// <summary>Threads that serve; 0 means as many as there are processors, at least 2. Range 0 to 256.</summary>
    public int Threads { get; init => field = value is >= 0 and <= 256 ? value : throw new ArgumentOutOfRangeException(nameof(value), value, "0 to 256"); }

    /// <summary>Nodes above which the kernel is asked to let some go, since each may cost the tree a descriptor; 0 means seven
    /// eighths of the descriptors that this process may have, less those of what is open, and half of them at least. Not negative.</summary>
    public int MaxNodes { get; init => field = value >= 0 ? value : throw new ArgumentOutOfRangeException(nameof(value), value, "not negative"); }

    /// <summary>Refuses every change with EROFS. A tree that is no <see cref="IWritableTree"/> is read-only whatever this says.</summary>
    public bool IsReadOnly { get; init; }

    /// <summary>Other users than the one who mounts may enter; the kernel checks modes and owners. An ordinary user needs
    /// <c>user_allow_other</c> in /etc/fuse.conf.</summary>
    public bool AllowOther { get; init; }

    /// <summary>The kernel checks modes and owners. Without it whoever may enter the mount may do there what the tree allows this process; only
    /// for a mount without <see cref="AllowOther"/>.</summary>
    public bool ChecksPermissions { get; init; } = true;

    /// <summary>What the kernel does differently for this mount.</summary>
    public FuseMountFlags MountFlags { get; init; }

    /// <summary>Nothing but this mount changes the tree, so the kernel may keep content and listings from one open to the next.</summary>
    public bool IsExclusive { get; init; } = true;

    /// <summary>The kernel gathers small writes and gives them in large ones. Only for a tree that nothing else writes to.</summary>
    public bool WritebackCache { get; init; } = true;

    /// <summary>How long the kernel keeps attributes; not negative.</summary>
    public TimeSpan AttributeTimeout { get; init => field = NotNegative(value); } = TimeSpan.FromHours(1);

    /// <summary>How long the kernel keeps which node a name leads to; not negative.</summary>
    public TimeSpan EntryTimeout { get; init => field = NotNegative(value); } = TimeSpan.FromHours(1);

    /// <summary>How long the kernel keeps that a name does not exist; not negative, zero for not at all.</summary>
    public TimeSpan NegativeTimeout { get; init => field = NotNegative(value); } = TimeSpan.FromHours(1);

    /// <summary>What stands in the first column of /proc/mounts; no commas, which the mount options use.</summary>
    public string Source
    {
        get;
        init => field = !string.IsNullOrEmpty(value) && !value.AsSpan().ContainsAny(',', '\0')
            ? value
            : throw new ArgumentException("a name without commas", nameof(value));
    } = "fathom";

    private static TimeSpan NotNegative(TimeSpan value) =>
        value >= TimeSpan.Zero ? value : throw new ArgumentOutOfRangeException(nameof(value), value, "not negative");
}
