namespace Fathom.Nfs;

/// <summary>What a server says of names and links.</summary>
/// <remarks>RFC 1813, section 3.3.20 (PATHCONF).</remarks>
public readonly record struct NfsPathLimits
{
    /// <summary>Most hard links of a node.</summary>
    public uint MaxLinks { get; init; }

    /// <summary>Longest name, bytes.</summary>
    public uint MaxName { get; init; }

    /// <summary>Longer names fail, instead of being cut.</summary>
    public bool RefusesLongNames { get; init; }

    /// <summary>Only a privileged caller may change the owner of a node.</summary>
    public bool RestrictsChown { get; init; }

    /// <summary>Names that differ only in case are the same.</summary>
    public bool IgnoresCase { get; init; }

    /// <summary>Names are kept in the case in which they were given.</summary>
    public bool PreservesCase { get; init; }
}
