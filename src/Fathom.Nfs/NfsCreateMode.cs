namespace Fathom.Nfs;

/// <summary>What a creation does when the name is there already.</summary>
/// <remarks>RFC 1813, section 3.3.8 (createmode3).</remarks>
public enum NfsCreateMode
{
    /// <summary>The file that is there is taken, and gets the attributes that are given.</summary>
    Unchecked = 0,

    /// <summary>Fails with <see cref="Errno.EEXIST"/>. An answer that was lost can make a creation that succeeded look like that.</summary>
    Guarded = 1,

    /// <summary>Fails with <see cref="Errno.EEXIST"/>, and is sure also when an answer was lost. Attributes are set by a further call.</summary>
    Exclusive = 2,
}
