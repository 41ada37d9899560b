using Fathom.Nfs;

namespace Fathom.Cli;

/// <summary>How the roots of a command are opened.</summary>
internal sealed record RootOptions
{
    /// <summary>A local root that is a symbolic link stands for what it leads to.</summary>
    internal bool FollowsLinks { get; init; }

    /// <summary>The tree will be changed. What is on a server is read only all the same.</summary>
    internal bool IsWritable { get; init; }

    /// <summary>How servers are talked to.</summary>
    internal NfsOptions Nfs { get; init; } = NfsOptions.Default;

    /// <summary>Bytes of decrypted content that a vault keeps for all open files together; null for the default.</summary>
    internal int? CacheBytes { get; init; }

    /// <summary>Where the passwords of vaults come from.</summary>
    internal VaultPassword Password { get; init; } = new();
}
