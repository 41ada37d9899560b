namespace Fathom.Vault;

/// <summary>What became of a finding's repair.</summary>
public enum VaultRepairOutcome
{
    /// <summary>There is none that is safe.</summary>
    None,

    /// <summary>There is one, and it was not asked for.</summary>
    Possible,

    /// <summary>It is repaired.</summary>
    Done,

    /// <summary>The repair failed; the vault is as it was, but for what <see cref="VaultFindingKind.Leftover"/> would say.</summary>
    Failed,
}
