namespace Fathom.Vault;

/// <summary>How a vault is opened.</summary>
public sealed record VaultOptions
{
    /// <summary>The defaults.</summary>
    public static VaultOptions Default { get; } = new();

    /// <summary>The name of the root in every path that is shown, raw bytes; empty for the name of the ciphertext's root.</summary>
    public ReadOnlyMemory<byte> RootName { get; init; }

    /// <summary>Every change is <see cref="Errno.EROFS"/>, also where the ciphertext could be changed.</summary>
    public bool IsReadOnly { get; init; }

    /// <summary>Bytes of decrypted content that are kept for all open files together. Range 0 to 1 GiB.</summary>
    public int CacheBytes { get; init => field = InRange(value, 0, 1 << 30, nameof(CacheBytes)); } = 16 << 20;

    /// <summary>Directories of ciphertext that are kept open, each of which may cost a descriptor. Range 1 to 1024, which is all that a
    /// vault has above its contents.</summary>
    public int OpenDirectories { get; init => field = InRange(value, 1, 1024, nameof(OpenDirectories)); } = 64;

    private static int InRange(int value, int min, int max, string name) =>
        value >= min && value <= max ? value : throw new ArgumentOutOfRangeException(name, value, $"{min} to {max}");
}
