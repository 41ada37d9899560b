using System.Security.Cryptography;

namespace Fathom.Vault;

/// <summary>Random nonces. The system's generator costs as much as 3 KiB of AES-GCM a call, so each thread takes many at once.</summary>
internal static class Nonce
{
    private const int BufferLength = 1024;

    [ThreadStatic]
    private static byte[]? t_buffer;

    [ThreadStatic]
    private static int t_rest;

    /// <summary>Fills a nonce of up to 64 bytes.</summary>
    internal static void Fill(Span<byte> nonce)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(nonce.Length, 64);
        byte[] buffer = t_buffer ??= new byte[BufferLength];
        if (t_rest < nonce.Length)
        {
            RandomNumberGenerator.Fill(buffer);
            t_rest = buffer.Length;
        }

        // Handed out once, and not left behind.
        Span<byte> source = buffer.AsSpan(t_rest - nonce.Length, nonce.Length);
        t_rest -= nonce.Length;
        source.CopyTo(nonce);
        source.Clear();
    }
}
