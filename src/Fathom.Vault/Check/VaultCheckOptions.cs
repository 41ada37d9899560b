namespace Fathom.Vault;

/// <summary>What a check does.</summary>
public sealed record VaultCheckOptions
{
    /// <summary>The defaults: every name, id, link and header is authenticated, and nothing changed.</summary>
    public static VaultCheckOptions Default { get; } = new();

    /// <summary>Also decrypts every chunk of every file.</summary>
    public bool ReadsData { get; init; }

    /// <summary>Repairs what can be repaired safely. Nobody else should use the vault meanwhile: what another program is about to make looks
    /// like something that it left behind.</summary>
    public bool Repairs { get; init; }
}
