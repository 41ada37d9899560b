using System.Numerics;

namespace Fathom.Vault;

/// <summary>How a vault is made.</summary>
public sealed record VaultCreateOptions
{
    /// <summary>Most that <see cref="ScryptCost"/> may be: 1 GiB of memory each time that the vault is opened.</summary>
    public const int MaxScryptCost = 1 << 20;

    /// <summary>The defaults: what Cryptomator makes.</summary>
    public static VaultCreateOptions Default { get; } = new();

    /// <summary>How contents are encrypted.</summary>
    public CipherCombo Cipher { get; init; }

    /// <summary>What a try of a password costs: scrypt's N, a power of 2 from 2 to <see cref="MaxScryptCost"/>; 1 KiB of memory for each.</summary>
    public int ScryptCost
    {
        get;
        init => field = value is >= 2 and <= MaxScryptCost && BitOperations.IsPow2(value)
            ? value
            : throw new ArgumentOutOfRangeException(nameof(value), value, $"a power of 2 from 2 to {MaxScryptCost}");
    } = 32768;
}
