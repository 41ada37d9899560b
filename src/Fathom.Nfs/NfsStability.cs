namespace Fathom.Nfs;

/// <summary>How safe written data is when the answer comes.</summary>
/// <remarks>RFC 1813, section 3.3.7 (stable_how).</remarks>
public enum NfsStability
{
    /// <summary>In the server's memory: COMMIT makes it safe, if the verifier has not changed.</summary>
    Unstable = 0,

    /// <summary>The data is on stable storage, and what is needed to find it.</summary>
    DataSync = 1,

    /// <summary>Data and all attributes are on stable storage.</summary>
    FileSync = 2,
}
