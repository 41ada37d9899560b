namespace Fathom.Vault;

/// <summary>What the two files at the root of a vault say of it.</summary>
public sealed record VaultInfo
{
    /// <summary>Format of the vault: 8.</summary>
    public required int Format { get; init; }

    /// <summary>The vault's own id, a UUID in text; whatever its configuration says.</summary>
    public required string Id { get; init; }

    /// <summary>How contents are encrypted.</summary>
    public required CipherCombo Cipher { get; init; }

    /// <summary>Characters of a stored name that are stored as they are.</summary>
    public required int ShorteningThreshold { get; init; }

    /// <summary>How the configuration is signed: HS256, HS384 or HS512.</summary>
    public required string Signature { get; init; }

    /// <summary>The file that has the keys.</summary>
    public required string KeyFileName { get; init; }

    /// <summary>What a try of a password costs: scrypt's N.</summary>
    public required long ScryptCost { get; init; }

    /// <summary>Scrypt's r. A try takes 128 x N x r bytes of memory.</summary>
    public required long ScryptBlockSize { get; init; }

    /// <summary>Raw bytes of the names of copies of the two files, sorted.</summary>
    public required IReadOnlyList<byte[]> Backups { get; init; }

    /// <summary>A password unlocked the keys, and they signed the configuration. Otherwise the files may say anything.</summary>
    public required bool IsVerified { get; init; }
}
