namespace Fathom.Transfer;

/// <summary>When names that the source does not have are removed from the target (rsync's <c>--delete-WHEN</c>).</summary>
public enum DeleteTime
{
    /// <summary>Nothing is removed.</summary>
    Never,

    /// <summary>Everything before the first copy.</summary>
    Before,

    /// <summary>In each directory, before what is copied into it. What <c>--delete</c> alone means.</summary>
    During,

    /// <summary>Found in each directory as for <see cref="During"/>, removed after the last copy.</summary>
    Delay,

    /// <summary>Found and removed after the last copy.</summary>
    After,
}
