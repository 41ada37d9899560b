using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Unicode;

namespace Fathom.Vault;

/// <summary>A <c>masterkey.cryptomator</c>: the keys of a vault, wrapped with a password.</summary>
internal sealed class MasterkeyFile
{
    /// <summary>Its usual name.</summary>
    internal const string FileName = "masterkey.cryptomator";

    /// <summary>Longest file that is read: 200 times a usual one.</summary>
    internal const int MaxLength = 65536;

    /// <summary>What format 8 writes as version: the vault's format stands in its configuration instead.</summary>
    internal const int CurrentVersion = 999;

    private const int SaltLength = 8;
    private const int MaxSaltLength = 256;
    private const int WrappedLength = VaultKeys.KeyLength + AesKeyWrap.Overhead;

    private readonly byte[] _path;

    private MasterkeyFile(ReadOnlySpan<byte> path) => _path = path.ToArray();

    /// <summary>The format of older vaults; 999 since format 8.</summary>
    internal long Version { get; private set; }

    /// <summary>What a try of a password costs.</summary>
    internal ScryptCost Cost { get; private set; }

    private byte[] Salt { get; set; } = [];

    private byte[] WrappedEncryption { get; set; } = [];

    private byte[] WrappedMac { get; set; } = [];

    private byte[] VersionMac { get; set; } = [];

    /// <summary>Reads a file.</summary>
    /// <param name="path">For messages.</param>
    /// <exception cref="VaultException">It is malformed, or asks for more memory or time than a password is worth.</exception>
    internal static MasterkeyFile Parse(ReadOnlySpan<byte> content, ReadOnlySpan<byte> path)
    {
        MasterkeyFile file = new(path);
        if (content.Length > MaxLength)
        {
            throw file.Malformed($"it has {content.Length} bytes, more than {MaxLength}");
        }

        file.Read(content.StartsWith("\uFEFF"u8) ? content[3..] : content);
        file.Check();
        return file;
    }

    /// <summary>Wraps keys with a password.</summary>
    /// <param name="password">UTF-8; its form C is what counts. The caller clears it.</param>
    /// <param name="cost">Affordable.</param>
    /// <param name="version">Only other than the default for the files of older formats.</param>
    /// <param name="salt">Random where it is empty.</param>
    internal static MasterkeyFile Lock(
        VaultKeys keys, ReadOnlySpan<byte> password, ScryptCost cost, long version = CurrentVersion, ReadOnlySpan<byte> salt = default)
    {
        MasterkeyFile file = new(Encoding.ASCII.GetBytes(FileName))
        {
            Version = version,
            Cost = cost,
            Salt = salt.Length > 0 ? salt.ToArray() : RandomNumberGenerator.GetBytes(SaltLength),
            WrappedEncryption = new byte[WrappedLength],
            WrappedMac = new byte[WrappedLength],
            VersionMac = new byte[HMACSHA256.HashSizeInBytes],
        };
        using SecretBytes? normalized = Normalize(password);
        using SecretBytes wrappingKey = file.DeriveKey(normalized is null ? password : normalized.Span);
        AesKeyWrap.Wrap(wrappingKey.Span, keys.Encryption, file.WrappedEncryption);
        AesKeyWrap.Wrap(wrappingKey.Span, keys.Mac, file.WrappedMac);
        file.WriteVersionMac(keys, file.VersionMac);
        return file;
    }

    /// <summary>Unlocks the keys. Takes about 0.1 s and 32 MiB with what Cryptomator writes.</summary>
    /// <param name="password">UTF-8, tried as it is and then in form C. The caller clears it.</param>
    /// <exception cref="VaultException">The password is wrong, or the file was changed.</exception>
    internal VaultKeys Unlock(ReadOnlySpan<byte> password)
    {
        VaultKeys? keys = TryUnlock(password);
        if (keys is null)
        {
            using SecretBytes? normalized = Normalize(password);
            keys = normalized is null ? null : TryUnlock(normalized.Span);
        }

        if (keys is null)
        {
            throw new VaultException(VaultErrorKind.WrongPassword, _path, "the password is wrong, or the wrapped keys were changed");
        }

        Span<byte> expected = stackalloc byte[HMACSHA256.HashSizeInBytes];
        WriteVersionMac(keys, expected);
        if (CryptographicOperations.FixedTimeEquals(expected, VersionMac))
        {
            return keys;
        }

        keys.Dispose();
        throw new VaultException(
            VaultErrorKind.Forged, _path, $"its version {Version} is not the one that was signed; restore it from a backup (*.bkup beside it)");
    }

    /// <summary>The same keys under another password, with a new salt.</summary>
    /// <exception cref="VaultException">The old password is wrong.</exception>
    internal MasterkeyFile ChangePassword(ReadOnlySpan<byte> oldPassword, ReadOnlySpan<byte> newPassword)
    {
        using VaultKeys keys = Unlock(oldPassword);
        return Lock(keys, newPassword, Cost, Version);
    }

    /// <summary>Writes the file, with the members and the order that Cryptomator uses.</summary>
    internal byte[] Write()
    {
        using MemoryStream stream = new();
        using (Utf8JsonWriter json = new(stream, new JsonWriterOptions { Indented = true, NewLine = "\n" }))
        {
            json.WriteStartObject();
            json.WriteNumber("version"u8, Version);
            json.WriteBase64String("scryptSalt"u8, Salt);
            json.WriteNumber("scryptCostParam"u8, Cost.Cost);
            json.WriteNumber("scryptBlockSize"u8, Cost.BlockSize);
            json.WriteBase64String("primaryMasterKey"u8, WrappedEncryption);
            json.WriteBase64String("hmacMasterKey"u8, WrappedMac);
            json.WriteBase64String("versionMac"u8, VersionMac);
            json.WriteEndObject();
        }

        return stream.ToArray();
    }

    private void Read(ReadOnlySpan<byte> json)
    {
        JsonMembers members = new(json);
        while (members.Next())
        {
            if (!TryReadMember(ref members))
            {
                break;
            }
        }

        if (!members.IsSound)
        {
            throw Malformed("it is no JSON object with numbers and base64 as it should be");
        }
    }

    private bool TryReadMember(ref JsonMembers members)
    {
        bool isVersion = members.Is("version"u8);
        bool isCost = members.Is("scryptCostParam"u8);
        if (isVersion || isCost || members.Is("scryptBlockSize"u8))
        {
            bool isNumber = members.TryReadNumber(out long number);
            Version = isVersion ? number : Version;
            Cost = isVersion ? Cost : isCost ? Cost with { Cost = number, Parallel = 1 } : Cost with { BlockSize = number, Parallel = 1 };
            return isNumber;
        }

        bool isSalt = members.Is("scryptSalt"u8);
        bool isEncryption = members.Is("primaryMasterKey"u8);
        bool isMac = members.Is("hmacMasterKey"u8);
        if (!isSalt && !isEncryption && !isMac && !members.Is("versionMac"u8))
        {
            return true;
        }

        bool isBytes = members.TryReadBytes(out byte[] bytes);
        Salt = isSalt ? bytes : Salt;
        WrappedEncryption = isEncryption ? bytes : WrappedEncryption;
        WrappedMac = isMac ? bytes : WrappedMac;
        VersionMac = isSalt || isEncryption || isMac ? VersionMac : bytes;
        return isBytes;
    }

    private void Check()
    {
        if (WrappedEncryption.Length != WrappedLength || WrappedMac.Length != WrappedLength)
        {
            throw Malformed($"'primaryMasterKey' and 'hmacMasterKey' must have {WrappedLength} bytes each");
        }

        if (VersionMac.Length != HMACSHA256.HashSizeInBytes || Version is < 0 or > uint.MaxValue)
        {
            throw Malformed("'version' or 'versionMac' is missing or out of its range");
        }

        if (Salt.Length is 0 or > MaxSaltLength || !Cost.IsValid)
        {
            throw Malformed("'scryptSalt', 'scryptCostParam' (a power of 2) or 'scryptBlockSize' is missing or out of its range");
        }

        if (!Cost.IsAffordable)
        {
            throw new VaultException(
                VaultErrorKind.TooCostly, _path, $"it asks for scrypt with N={Cost.Cost} and r={Cost.BlockSize}, which would take "
                + $"{(double)Cost.Memory / (1 << 20):0} MiB of memory; at most {ScryptCost.MaxMemory >> 20} MiB are allowed. "
                + "Cryptomator writes N=32768 and r=8: the file was changed, restore it from a backup (*.bkup beside it)");
        }
    }

    private VaultKeys? TryUnlock(ReadOnlySpan<byte> password)
    {
        using SecretBytes wrappingKey = DeriveKey(password);
        using SecretBytes keys = new(2 * VaultKeys.KeyLength);
        Span<byte> encryption = keys.Span[..VaultKeys.KeyLength];
        Span<byte> mac = keys.Span[VaultKeys.KeyLength..];
        return AesKeyWrap.TryUnwrap(wrappingKey.Span, WrappedEncryption, encryption) && AesKeyWrap.TryUnwrap(wrappingKey.Span, WrappedMac, mac)
            ? new VaultKeys(encryption, mac)
            : null;
    }

    private SecretBytes DeriveKey(ReadOnlySpan<byte> password)
    {
        SecretBytes key = new(VaultKeys.KeyLength);
        try
        {
            Scrypt.DeriveKey(password, Salt, Cost, key.Span);
            return key;
        }
        catch (DllNotFoundException)
        {
            key.Dispose();
            throw new VaultException(
                VaultErrorKind.MissingLibrary, _path, $"'{Interop.CryptoLibrary}' is not installed, and its password needs it: install OpenSSL 3");
        }
        catch (InsufficientMemoryException error)
        {
            key.Dispose();
            throw new VaultException(VaultErrorKind.TooCostly, _path, $"{error.Message}; end other programs and try again");
        }
    }

    // Null where the password has form C, or is no UTF-8.
    private static SecretBytes? Normalize(ReadOnlySpan<byte> password)
    {
        if (!Utf8.IsValid(password) || UnicodeNfc.IsNormalized(password))
        {
            return null;
        }

        using SecretBytes room = new(password.Length * UnicodeNfc.MaxGrowth);
        return new SecretBytes(room.Span[..UnicodeNfc.Normalize(password, room.Span)]);
    }

    private void WriteVersionMac(VaultKeys keys, Span<byte> mac)
    {
        Span<byte> version = stackalloc byte[4];
        BinaryPrimitives.WriteUInt32BigEndian(version, (uint)Version);
        HMACSHA256.HashData(keys.Mac, version, mac);
    }

    private VaultException Malformed(string reason) =>
        new(VaultErrorKind.Malformed, _path, $"{reason}; restore it from a backup (*.bkup beside it)");
}
