namespace Fathom.Vault;

/// <summary>One thing that a check found.</summary>
public sealed record VaultFinding
{
    /// <summary>What it is.</summary>
    public required VaultFindingKind Kind { get; init; }

    /// <summary>What it means for the data.</summary>
    public required VaultFindingSeverity Severity { get; init; }

    /// <summary>Where it is in the ciphertext, relative to the vault: raw bytes.</summary>
    public required ReadOnlyMemory<byte> StoredPath { get; init; }

    /// <summary>Which file or directory of the cleartext it concerns, raw bytes beginning with a slash; empty where nobody can know. What lies in
    /// an orphaned directory has the path that a repair gives to it.</summary>
    public ReadOnlyMemory<byte> ClearPath { get; init; }

    /// <summary>What is wrong, for people.</summary>
    public required string Detail { get; init; }

    /// <summary>What a repair does, for people; empty where none is safe.</summary>
    public string Repair { get; init; } = string.Empty;

    /// <summary>What became of the repair.</summary>
    public VaultRepairOutcome Outcome { get; init; }

    /// <summary>Why the repair failed.</summary>
    public Errno RepairErrno { get; init; }

    /// <summary>Something is wrong, and was not repaired.</summary>
    public bool IsOpen => Severity != VaultFindingSeverity.Information && Outcome != VaultRepairOutcome.Done;
}
