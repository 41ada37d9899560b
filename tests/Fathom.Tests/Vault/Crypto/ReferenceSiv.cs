using System.Security.Cryptography;

namespace Fathom.Tests.Vault.Crypto;

/// <summary>RFC 5297 as its text says it, on the BCL, byte by byte: what the engine's own is compared with.</summary>
internal static class ReferenceSiv
{
    public static byte[] Encrypt(byte[] macKey, byte[] encryptionKey, byte[] plaintext, params byte[][] components)
    {
        byte[] tag = S2v(macKey, [.. components, plaintext]);
        byte[] counter = [.. tag];
        counter[8] &= 0x7F;
        counter[12] &= 0x7F;
        byte[] output = new byte[plaintext.Length];
        for (int i = 0; i < output.Length; i++)
        {
            if (i > 0 && i % 16 == 0)
            {
                Increment(counter);
            }

            output[i] = (byte)(plaintext[i] ^ Block(encryptionKey, counter)[i % 16]);
        }

        return [.. tag, .. output];
    }

    private static byte[] S2v(byte[] key, byte[][] strings)
    {
        byte[] state = Cmac(key, new byte[16]);
        foreach (byte[] component in strings[..^1])
        {
            state = Xor(Double(state), Cmac(key, component));
        }

        byte[] last = strings[^1];
        return last.Length >= 16
            ? Cmac(key, [.. last[..^16], .. Xor(last[^16..], state)])
            : Cmac(key, Xor(Double(state), [.. last, 0x80, .. new byte[15 - last.Length]]));
    }

    private static byte[] Cmac(byte[] key, byte[] message)
    {
        byte[] subkey = Double(Block(key, new byte[16]));
        byte[] padded = message;
        if (message.Length == 0 || message.Length % 16 != 0)
        {
            subkey = Double(subkey);
            padded = [.. message, 0x80, .. new byte[15 - message.Length % 16]];
        }

        byte[] state = new byte[16];
        for (int i = 0; i < padded.Length; i += 16)
        {
            byte[] block = padded[i..(i + 16)];
            state = Block(key, Xor(state, i + 16 == padded.Length ? Xor(block, subkey) : block));
        }

        return state;
    }

    private static byte[] Double(byte[] value)
    {
        byte[] result = new byte[16];
        for (int i = 0; i < 16; i++)
        {
            result[i] = (byte)(value[i] << 1 | (i < 15 ? value[i + 1] >> 7 : 0));
        }

        result[15] ^= (byte)(value[0] >= 0x80 ? 0x87 : 0);
        return result;
    }

    private static void Increment(byte[] counter)
    {
        for (int i = 15; i >= 0 && ++counter[i] == 0; i--)
        {
        }
    }

    private static byte[] Xor(byte[] left, byte[] right) => [.. left.Zip(right, (a, b) => (byte)(a ^ b))];

    private static byte[] Block(byte[] key, byte[] block)
    {
        using Aes aes = Aes.Create();
        aes.Key = key;
        return aes.EncryptEcb(block, PaddingMode.None);
    }
}
