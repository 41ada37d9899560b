using System.Buffers;
using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;

namespace Fathom.Vault;

/// <summary>A <c>vault.cryptomator</c> as it was read: a JSON Web Token whose signature has yet to be verified, for which the keys must be
/// unlocked first. Until then it tells only where they are.</summary>
/// <remarks>RFC 7515, compact serialization; the file holds it and nothing else.</remarks>
internal sealed class VaultConfigFile
{
    /// <summary>Longest file that is read: 50 times a usual one.</summary>
    internal const int MaxLength = 16384;

    /// <summary>In front of the name of the file that has the keys.</summary>
    internal const string MasterkeyScheme = "masterkeyfile:";

    private readonly byte[] _path;
    private readonly byte[] _signed;
    private readonly byte[] _signature;
    private readonly SignatureAlgorithm _algorithm;
    private readonly VaultConfig _config;

    private VaultConfigFile(ReadOnlySpan<byte> content, ReadOnlySpan<byte> path)
    {
        _path = path.ToArray();
        if (content.Length > MaxLength)
        {
            throw Malformed($"it has {content.Length} bytes, more than {MaxLength}");
        }

        content = content.Trim(" \t\r\n"u8);
        int first = content.IndexOf((byte)'.');
        int last = content.LastIndexOf((byte)'.');
        if (first < 0 || first == last)
        {
            throw Malformed("it is no JSON Web Token");
        }

        _signed = content[..last].ToArray();
        _signature = Decode(content[(last + 1)..], "signature");
        string keyFile = ReadHeader(Decode(content[..first], "header"), out _algorithm);
        _config = ReadClaims(Decode(content[(first + 1)..last], "claims"), keyFile);
    }

    /// <summary>The file in the same directory that has the keys: one name, no path.</summary>
    internal string MasterkeyFileName => _config.MasterkeyFileName;

    /// <summary>How it is signed.</summary>
    internal SignatureAlgorithm Algorithm => _algorithm;

    /// <summary>What it says, which anybody may have written.</summary>
    internal VaultConfig Unverified => _config;

    /// <summary>Reads a file.</summary>
    /// <param name="path">For messages.</param>
    /// <exception cref="VaultException">It is malformed, or of a kind that is not supported.</exception>
    internal static VaultConfigFile Parse(ReadOnlySpan<byte> content, ReadOnlySpan<byte> path) => new(content, path);

    /// <summary>Verifies the signature.</summary>
    /// <exception cref="VaultException">It was not made with these keys.</exception>
    internal VaultConfig Verify(VaultKeys keys)
    {
        Span<byte> expected = stackalloc byte[SignatureAlgorithms.MaxLength];
        int length = _algorithm.Sign(keys.Both, _signed, expected);
        return CryptographicOperations.FixedTimeEquals(expected[..length], _signature)
            ? _config
            : throw new VaultException(
                VaultErrorKind.Forged, _path, $"its signature does not match the keys of '{MasterkeyFileName}': one of the two was changed or "
                + "belongs to another vault; restore it from a backup (*.bkup beside it)");
    }

    private static byte[]? TryDecode(ReadOnlySpan<byte> text)
    {
        // Some programs pad, which RFC 7515 does not.
        text = text.TrimEnd((byte)'=');
        byte[] bytes = new byte[Base64Url.GetMaxDecodedLength(text.Length)];
        OperationStatus status = Base64Url.DecodeFromUtf8(text, bytes, out _, out int written);

        // Back again: white space and bits that mean nothing would be other texts of the same signature.
        bool isCanonical = status == OperationStatus.Done && Base64Url.EncodeToUtf8(bytes.AsSpan(0, written)).AsSpan().SequenceEqual(text);
        return isCanonical ? bytes[..written] : null;
    }

    private byte[] Decode(ReadOnlySpan<byte> text, string part) => TryDecode(text) ?? throw Malformed($"its {part} is no base64");

    private string ReadHeader(ReadOnlySpan<byte> json, out SignatureAlgorithm algorithm)
    {
        JsonMembers members = new(json);
        string keyId = "";
        string name = "";
        while (members.Next())
        {
            bool isRead = members.Is("kid"u8) ? members.TryReadText(out keyId) : !members.Is("alg"u8) || members.TryReadText(out name);
            if (!isRead)
            {
                break;
            }
        }

        if (!members.IsSound)
        {
            throw Malformed("its header is no JSON object as it should be");
        }

        // Only these three: a header that says "none", or a public key's algorithm, is how JSON Web Tokens are forged.
        algorithm = name switch
        {
            "HS256" => SignatureAlgorithm.HS256,
            "HS384" => SignatureAlgorithm.HS384,
            "HS512" => SignatureAlgorithm.HS512,
            _ => throw Unsupported($"it is signed with '{Shown(name)}', where HS256, HS384 or HS512 is expected"),
        };
        return ReadKeyFile(keyId);
    }

    private string ReadKeyFile(string keyId)
    {
        if (keyId.StartsWith("hub+", StringComparison.Ordinal))
        {
            throw Unsupported($"its key is kept by a Cryptomator Hub ({Shown(keyId)}), not by a password: "
                + "open it with Cryptomator, and copy its files to a vault that has a password");
        }

        if (!keyId.StartsWith(MasterkeyScheme, StringComparison.Ordinal))
        {
            throw Unsupported($"its key is to be found at '{Shown(keyId)}', where '{MasterkeyScheme}NAME' is expected");
        }

        string name = keyId[MasterkeyScheme.Length..];
        bool isName = name.Length is > 0 and <= 255 && name is not ("." or "..") && name.IndexOfAny('/', '\\', '\0') < 0;
        return isName ? name : throw Malformed($"'{Shown(name)}' is no name of a file with keys beside it");
    }

    private VaultConfig ReadClaims(ReadOnlySpan<byte> json, string keyFile)
    {
        JsonMembers members = new(json);
        string id = "";
        string cipher = "";
        long format = 0;
        long threshold = 0;
        while (members.Next())
        {
            bool isRead = members.Is("format"u8) ? members.TryReadNumber(out format)
                : members.Is("shorteningThreshold"u8) ? members.TryReadNumber(out threshold)
                : members.Is("cipherCombo"u8) ? members.TryReadText(out cipher)
                : !members.Is("jti"u8) || members.TryReadText(out id);
            if (!isRead)
            {
                break;
            }
        }

        if (!members.IsSound)
        {
            throw Malformed("its claims are no JSON object as they should be");
        }

        CheckFormat(format, threshold);
        return new VaultConfig { Id = id, Cipher = CipherOf(cipher), ShorteningThreshold = (int)threshold, MasterkeyFileName = keyFile };
    }

    private void CheckFormat(long format, long threshold)
    {
        if (format != VaultConfig.SupportedFormat)
        {
            throw Unsupported($"the vault has format {format}, and only format {VaultConfig.SupportedFormat} is supported: "
                + "open an older vault with Cryptomator once, which brings it up to date");
        }

        if (threshold is < VaultConfig.MinShorteningThreshold or > VaultConfig.MaxShorteningThreshold)
        {
            throw Malformed($"its shortening threshold is {threshold}, where {VaultConfig.MinShorteningThreshold} to "
                + $"{VaultConfig.MaxShorteningThreshold} is expected");
        }
    }

    private CipherCombo CipherOf(string name) => name switch
    {
        "SIV_GCM" => CipherCombo.SivGcm,
        "SIV_CTRMAC" => CipherCombo.SivCtrMac,
        _ => throw Unsupported($"the vault is encrypted with '{Shown(name)}', where SIV_GCM or SIV_CTRMAC is expected"),
    };

    // The text comes from a file that nothing vouches for, and goes to a terminal.
    private static string Shown(string text)
    {
        StringBuilder shown = new();
        foreach (char letter in text.AsSpan(0, Math.Min(text.Length, 100)))
        {
            shown.Append(letter is >= ' ' and <= '~' ? letter : '?');
        }

        return text.Length > 100 ? shown.Append("...").ToString() : shown.ToString();
    }

    private VaultException Malformed(string reason) =>
        new(VaultErrorKind.Malformed, _path, $"{reason}; restore it from a backup (*.bkup beside it)");

    private VaultException Unsupported(string reason) => new(VaultErrorKind.Unsupported, _path, reason);
}
