using System.Text.Encodings.Web;
using System.Text.Json;
using Fathom.Vault;

namespace Fathom.Cli;

/// <summary>Prints what a vault says of itself.</summary>
internal static class VaultInfoReport
{
    private const int LabelWidth = 15;

    /// <summary>One fact a line.</summary>
    /// <param name="isEscaped">For terminals: the files may hold anything.</param>
    internal static void WriteText(VaultInfo info, StandardOutput output, bool isEscaped)
    {
        WriteLine(output, "format", $"{info.Format}");
        WriteLine(output, "cipher", NameOf(info.Cipher));
        WriteLine(output, "id", isEscaped ? Escape(info.Id) : info.Id);
        WriteLine(output, "long names", $"past {info.ShorteningThreshold} characters as stored");
        WriteLine(output, "key file", isEscaped ? Escape(info.KeyFileName) : info.KeyFileName);
        long memory = 128 * info.ScryptCost * info.ScryptBlockSize;
        WriteLine(output, "password", $"scrypt N={info.ScryptCost} r={info.ScryptBlockSize}, {SizeFormat.Human.ToText((ulong)memory)} of memory a try");
        WriteLine(output, "signature", info.IsVerified ? $"{info.Signature}, verified" : $"{info.Signature}, not verified: no password was given");
        foreach (byte[] backup in info.Backups)
        {
            WriteLine(output, "backup", isEscaped ? Escape(PathText.ToText(backup)) : PathText.ToText(backup));
        }
    }

    /// <summary>One document.</summary>
    internal static void WriteJson(VaultInfo info, StandardOutput output)
    {
        using (Utf8JsonWriter json = new(output, new JsonWriterOptions { Indented = true, NewLine = "\n", Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping }))
        {
            json.WriteStartObject();
            json.WriteNumber("format"u8, info.Format);
            json.WriteString("cipher"u8, NameOf(info.Cipher));
            json.WriteString("id"u8, info.Id);
            json.WriteNumber("shortening_threshold"u8, info.ShorteningThreshold);
            json.WriteString("key_file"u8, info.KeyFileName);
            json.WriteNumber("scrypt_cost"u8, info.ScryptCost);
            json.WriteNumber("scrypt_block_size"u8, info.ScryptBlockSize);
            json.WriteString("signature"u8, info.Signature);
            json.WriteBoolean("verified"u8, info.IsVerified);
            json.WriteStartArray("backups"u8);
            foreach (byte[] backup in info.Backups)
            {
                json.WriteStringValue(System.Text.Encoding.UTF8.GetString(backup));
            }

            json.WriteEndArray();
            json.WriteEndObject();
        }

        output.Write((byte)'\n');
    }

    private static string NameOf(CipherCombo cipher) => cipher == CipherCombo.SivGcm ? "SIV_GCM" : "SIV_CTRMAC";

    private static string Escape(string text)
    {
        System.Buffers.ArrayBufferWriter<byte> escaped = new();
        NameEscaper.Write(escaped, PathText.ToBytes(text));
        return System.Text.Encoding.UTF8.GetString(escaped.WrittenSpan);
    }

    private static void WriteLine(StandardOutput output, string label, string value)
    {
        output.Write(label.PadRight(LabelWidth));
        output.Write(PathText.ToBytes(value));
        output.Write((byte)'\n');
    }
}
