namespace Fathom.Vault;

/// <summary>Parameters of scrypt.</summary>
/// <param name="Cost">N: a power of 2 above 1.</param>
/// <param name="BlockSize">r: 1 or more.</param>
/// <param name="Parallel">p: 1 or more; vaults use 1.</param>
/// <remarks>RFC 7914, section 2.</remarks>
internal readonly record struct ScryptCost(long Cost, long BlockSize, long Parallel = 1)
{
    /// <summary>Most memory that a file may ask for: 1 GiB, 32 times what Cryptomator uses.</summary>
    internal const long MaxMemory = 1L << 30;

    // A block size past this, or more than this many passes, only costs time.
    private const long MaxBlockSize = 1024;
    private const long MaxParallel = 16;

    /// <summary>What Cryptomator writes: 32 MiB, under 0.1 s.</summary>
    internal static ScryptCost Default { get; } = new(32768, 8);

    /// <summary>The numbers have the form that RFC 7914 asks for.</summary>
    internal bool IsValid => Cost > 1 && long.IsPow2(Cost) && BlockSize >= 1 && Parallel >= 1;

    /// <summary>A derivation takes at most <see cref="MaxMemory"/>, and a few seconds.</summary>
    internal bool IsAffordable =>
        IsValid && BlockSize <= MaxBlockSize && Parallel <= MaxParallel && Cost <= MaxMemory / 128 / BlockSize;

    /// <summary>Bytes that a derivation takes. The number is exact where <see cref="IsAffordable"/> holds, and saturates elsewhere.</summary>
    internal long Memory => Cost > long.MaxValue / 128 / Math.Max(BlockSize, 1) ? long.MaxValue : 128 * Cost * BlockSize;
}
