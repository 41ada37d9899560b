namespace Fathom.Transfer;

/// <summary>What is done with a file that a basis directory has already.</summary>
public enum BasisKind
{
    /// <summary>There are no basis directories.</summary>
    None,

    /// <summary>Nothing is made in the target (<c>--compare-dest</c>).</summary>
    Compare,

    /// <summary>It is copied from there (<c>--copy-dest</c>).</summary>
    Copy,

    /// <summary>It becomes a hard link to it (<c>--link-dest</c>).</summary>
    Link,
}
