using System.Buffers.Text;
using System.Text;
using System.Text.Json;

namespace Fathom.Vault;

/// <summary>What <c>vault.cryptomator</c> says of a vault. From a file it comes out of <see cref="VaultConfigFile.Verify"/> only.</summary>
internal sealed record VaultConfig
{
    /// <summary>The only format that is read and written.</summary>
    internal const int SupportedFormat = 8;

    /// <summary>What Cryptomator writes.</summary>
    internal const int DefaultShorteningThreshold = 220;

    /// <summary>A shortened name itself has 32 characters.</summary>
    internal const int MinShorteningThreshold = 36;

    /// <summary>No file system has longer names.</summary>
    internal const int MaxShorteningThreshold = 255;

    /// <summary>The name of the file.</summary>
    internal const string FileName = "vault.cryptomator";

    /// <summary>The id of the vault: a UUID in text.</summary>
    internal required string Id { get; init; }

    /// <summary>How contents are encrypted.</summary>
    internal required CipherCombo Cipher { get; init; }

    /// <summary>Characters of a stored name that are stored as they are.</summary>
    internal int ShorteningThreshold { get; init; } = DefaultShorteningThreshold;

    /// <summary>The file beside it that has the keys.</summary>
    internal string MasterkeyFileName { get; init; } = MasterkeyFile.FileName;

    /// <summary>The configuration of a new vault.</summary>
    internal static VaultConfig Create(CipherCombo cipher) => new() { Id = Guid.NewGuid().ToString("D"), Cipher = cipher };

    /// <summary>The name of a cipher in the file.</summary>
    internal static string NameOf(CipherCombo cipher) => cipher == CipherCombo.SivGcm ? "SIV_GCM" : "SIV_CTRMAC";

    /// <summary>Writes the file, signed with HS256 as Cryptomator does.</summary>
    internal byte[] Write(VaultKeys keys)
    {
        byte[] header = WriteObject(json =>
        {
            json.WriteString("kid"u8, VaultConfigFile.MasterkeyScheme + MasterkeyFileName);
            json.WriteString("typ"u8, "JWT"u8);
            json.WriteString("alg"u8, "HS256"u8);
        });
        byte[] claims = WriteObject(json =>
        {
            json.WriteNumber("format"u8, SupportedFormat);
            json.WriteNumber("shorteningThreshold"u8, ShorteningThreshold);
            json.WriteString("jti"u8, Id);
            json.WriteString("cipherCombo"u8, NameOf(Cipher));
        });
        string signed = $"{Base64Url.EncodeToString(header)}.{Base64Url.EncodeToString(claims)}";
        Span<byte> signature = stackalloc byte[SignatureAlgorithms.MaxLength];
        int length = SignatureAlgorithm.HS256.Sign(keys.Both, Encoding.ASCII.GetBytes(signed), signature);
        return Encoding.ASCII.GetBytes($"{signed}.{Base64Url.EncodeToString(signature[..length])}");
    }

    private static byte[] WriteObject(Action<Utf8JsonWriter> write)
    {
        using MemoryStream stream = new();
        using (Utf8JsonWriter json = new(stream))
        {
            json.WriteStartObject();
            write(json);
            json.WriteEndObject();
        }

        return stream.ToArray();
    }
}
