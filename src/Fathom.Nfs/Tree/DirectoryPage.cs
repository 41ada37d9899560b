namespace Fathom.Nfs;

/// <summary>What one reply to READDIR or READDIRPLUS said beside its entries.</summary>
internal struct DirectoryPage
{
    /// <summary>Entries in the reply, "." and ".." and those that were not delivered included.</summary>
    internal int Entries;

    /// <summary>Where the next page begins: the cookie of the last entry.</summary>
    internal ulong Cookie;

    /// <summary>Comes with the cookie.</summary>
    internal ulong Verifier;

    /// <summary>This was the last page.</summary>
    internal bool IsEnd;

    /// <summary>There was a name that no file can have: empty, or with '/' or NUL.</summary>
    internal bool HasBadName;
}
