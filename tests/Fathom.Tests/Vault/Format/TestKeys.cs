using System.Text;
using Fathom.Vault;

namespace Fathom.Tests.Vault.Format;

/// <summary>Keys that vectors were made with, and short ways to names.</summary>
internal static class TestKeys
{
    /// <summary>Encryption 00..1f, mac 20..3f.</summary>
    public static VaultKeys Counting() =>
        new([.. Enumerable.Range(0, 32).Select(i => (byte)i)], [.. Enumerable.Range(32, 32).Select(i => (byte)i)]);

    public static VaultKeys Zero() => new(new byte[32], new byte[32]);

    public static string Encrypt(this NameCodec names, SivDirectory directory, string name) => names.Encrypt(directory, Encoding.UTF8.GetBytes(name));

    public static string Encrypt(this NameCodec names, SivDirectory directory, byte[] name)
    {
        byte[] stored = new byte[NameCodec.MaxStoredLength];
        Errno errno = names.Encrypt(in directory, name, stored, out int written);
        return errno == Errno.None ? Encoding.ASCII.GetString(stored, 0, written) : errno.ToString();
    }

    /// <summary>The name, or the error.</summary>
    public static string Decrypt(this NameCodec names, SivDirectory directory, string stored)
    {
        byte[] text = Encoding.UTF8.GetBytes(stored);
        byte[] name = new byte[text.Length];
        Errno errno = names.Decrypt(in directory, text, name, out int written);
        return errno == Errno.None ? Encoding.UTF8.GetString(name, 0, written) : errno.ToString();
    }
}
