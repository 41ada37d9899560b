namespace Fathom.Vault;

/// <summary>Why a vault did not open.</summary>
public enum VaultErrorKind
{
    /// <summary>The file is not what its name says: no JWT, no JSON, a member is missing or out of its range.</summary>
    Malformed,

    /// <summary>The file is sound but asks for something that is not supported: another format, a Hub vault, an unknown cipher.</summary>
    Unsupported,

    /// <summary>The password does not unlock the keys, or the file that has them was changed.</summary>
    WrongPassword,

    /// <summary>A signature does not match: the file was changed, or belongs to another vault.</summary>
    Forged,

    /// <summary>The file asks for more memory or work than is reasonable.</summary>
    TooCostly,

    /// <summary>A native library that is needed is not installed.</summary>
    MissingLibrary,

    /// <summary>A file of the vault is not there: perhaps no vault is.</summary>
    Missing,
}
