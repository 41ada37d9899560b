namespace Fathom.Vault;

/// <summary>How far a check is, and in the end what it looked at.</summary>
public readonly record struct VaultCheckReport
{
    /// <summary>Directories of the cleartext whose content was listed.</summary>
    public long Directories { get; init; }

    /// <summary>Files.</summary>
    public long Files { get; init; }

    /// <summary>Symbolic links.</summary>
    public long Links { get; init; }

    /// <summary>Names that are shortened.</summary>
    public long LongNames { get; init; }

    /// <summary>Bytes of the stored files with content.</summary>
    public long StoredBytes { get; init; }

    /// <summary>Bytes of these that were read and decrypted: headers, and with <see cref="VaultCheckOptions.ReadsData"/> chunks.</summary>
    public long CheckedBytes { get; init; }

    /// <summary>Findings of each severity, in the order of the enumeration.</summary>
    public (long Information, long Warnings, long Errors) Findings { get; init; }

    /// <summary>Findings that were repaired.</summary>
    public long Repaired { get; init; }

    /// <summary>Warnings and errors that were not repaired.</summary>
    public long Open { get; init; }

    /// <summary>Nothing is wrong, or not any longer.</summary>
    public bool IsSound => Open == 0;
}
