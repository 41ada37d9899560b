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

    /// <summary>Where the passwords of vaults come from.</summary>
    internal VaultPassword Password { get; init; } = new();
}
