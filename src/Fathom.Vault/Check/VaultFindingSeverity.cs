namespace Fathom.Vault;

/// <summary>What a finding means for the data.</summary>
public enum VaultFindingSeverity
{
    /// <summary>Nothing is wrong; good to know.</summary>
    Information,

    /// <summary>All data can be read; something that belongs to a sound vault is missing, or something is left over.</summary>
    Warning,

    /// <summary>Data cannot be read, or not be reached by its name.</summary>
    Error,
}
