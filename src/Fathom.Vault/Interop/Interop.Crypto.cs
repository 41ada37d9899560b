using System.Runtime.InteropServices;

namespace Fathom.Vault;

internal static partial class Interop
{
    /// <summary>The library that .NET's own cryptography loads on Linux.</summary>
    internal const string CryptoLibrary = "libcrypto.so.3";

    [LibraryImport(CryptoLibrary, EntryPoint = "EVP_PBE_scrypt")]
    private static unsafe partial int EvpScrypt(
        byte* password, nuint passwordLength, byte* salt, nuint saltLength, ulong cost, ulong blockSize, ulong parallel, ulong maxMemory,
        byte* key, nuint keyLength);

    /// <summary>Derives a key. Source: EVP_PBE_scrypt(3), RFC 7914.</summary>
    /// <param name="maxMemory">Bytes; OpenSSL's own limit of 32 MiB is too little for what vaults use.</param>
    /// <returns>False where OpenSSL refuses the parameters or has no memory.</returns>
    /// <exception cref="DllNotFoundException">There is no such library.</exception>
    internal static unsafe bool Scrypt(ReadOnlySpan<byte> password, ReadOnlySpan<byte> salt, in ScryptCost cost, long maxMemory, Span<byte> key)
    {
        fixed (byte* passwordStart = password, saltStart = salt, keyStart = key)
        {
            return EvpScrypt(
                passwordStart, (nuint)password.Length, saltStart, (nuint)salt.Length,
                (ulong)cost.Cost, (ulong)cost.BlockSize, (ulong)cost.Parallel, (ulong)maxMemory, keyStart, (nuint)key.Length) == 1;
        }
    }
}
