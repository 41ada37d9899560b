namespace Fathom.Vault;

/// <summary>What a check counts.</summary>
internal enum CheckCount
{
    /// <summary>Directories that were listed.</summary>
    Directories,

    /// <summary>Files.</summary>
    Files,

    /// <summary>Symbolic links.</summary>
    Links,

    /// <summary>Shortened names.</summary>
    LongNames,

    /// <summary>Bytes of stored files.</summary>
    StoredBytes,

    /// <summary>Bytes of these that were decrypted.</summary>
    CheckedBytes,

    /// <summary>Findings; the three severities are in the order of <see cref="VaultFindingSeverity"/>.</summary>
    Information,

    /// <summary>Findings.</summary>
    Warnings,

    /// <summary>Findings.</summary>
    Errors,

    /// <summary>Findings that were repaired.</summary>
    Repaired,

    /// <summary>Warnings and errors that were not.</summary>
    Open,
}
