using System.Text;
using System.Text.Json;
using Fathom.Vault;
using Xunit;

namespace Fathom.Tests.Vault.Format;

public sealed class MasterkeyFileTests
{
    private static readonly ScryptCost s_cheap = new(2, 8);

    [Fact]
    public void The_known_file_comes_out()
    {
        using VaultKeys keys = TestKeys.Zero();
        using JsonDocument json = JsonDocument.Parse(MasterkeyFile.Lock(keys, "asd"u8, s_cheap, 3, new byte[8]).Write());
        JsonElement root = json.RootElement;
        Assert.Equal("mM+qoQ+o0qvPTiDAZYt+flaC3WbpNAx1sTXaUzxwpy0M9Ctj6Tih/Q==", root.GetProperty("primaryMasterKey").GetString());
        Assert.Equal("mM+qoQ+o0qvPTiDAZYt+flaC3WbpNAx1sTXaUzxwpy0M9Ctj6Tih/Q==", root.GetProperty("hmacMasterKey").GetString());
        Assert.Equal("iUmRRHITuyJsJbVNqGNw+82YQ4A3Rma7j/y1v0DCVLA=", root.GetProperty("versionMac").GetString());
        Assert.Equal(3, root.GetProperty("version").GetInt32());
        Assert.Equal(2, root.GetProperty("scryptCostParam").GetInt32());
        Assert.Equal(8, root.GetProperty("scryptBlockSize").GetInt32());
        Assert.Equal("AAAAAAAAAAA=", root.GetProperty("scryptSalt").GetString());
    }

    [Theory]
    [InlineData("password")]
    [InlineData("")]
    [InlineData("p\u00e4ss \U0001F600")]
    public void What_is_written_unlocks_with_its_password_and_no_other(string password)
    {
        using VaultKeys keys = VaultKeys.Create();
        byte[] file = MasterkeyFile.Lock(keys, Utf8(password), s_cheap).Write();
        using VaultKeys unlocked = MasterkeyFile.Parse(file, "m"u8).Unlock(Utf8(password));
        Assert.Equal(keys.Both.ToArray(), unlocked.Both.ToArray());

        VaultException error = Assert.Throws<VaultException>(() => MasterkeyFile.Parse(file, "my/m"u8).Unlock(Utf8(password + "x")));
        Assert.Equal(VaultErrorKind.WrongPassword, error.Kind);
        Assert.Contains("'my/m': the password is wrong", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_password_in_form_D_unlocks_what_form_C_locked()
    {
        using VaultKeys keys = VaultKeys.Create();
        MasterkeyFile file = MasterkeyFile.Lock(keys, Utf8("caf\u00e9"), s_cheap);
        using VaultKeys unlocked = file.Unlock(Utf8("cafe\u0301"));
        Assert.Equal(keys.Both.ToArray(), unlocked.Both.ToArray());
        MasterkeyFile.Lock(keys, Utf8("cafe\u0301"), s_cheap).Unlock(Utf8("caf\u00e9")).Dispose();
    }

    [Fact]
    public void Bytes_that_are_no_text_are_a_password_too()
    {
        using VaultKeys keys = VaultKeys.Create();
        using VaultKeys unlocked = MasterkeyFile.Lock(keys, [0xFF, 0xFE], s_cheap).Unlock([0xFF, 0xFE]);
        Assert.Equal(keys.Both.ToArray(), unlocked.Both.ToArray());
        Assert.Throws<VaultException>(() => MasterkeyFile.Lock(keys, [0xFF, 0xFE], s_cheap).Unlock([0xFF, 0xFD]));
    }

    [Fact]
    public void A_changed_password_keeps_keys_and_cost_and_takes_a_new_salt()
    {
        using VaultKeys keys = VaultKeys.Create();
        MasterkeyFile before = MasterkeyFile.Lock(keys, "old"u8, new ScryptCost(4, 8));
        MasterkeyFile after = before.ChangePassword("old"u8, "new"u8);
        using VaultKeys unlocked = after.Unlock("new"u8);
        Assert.Equal(keys.Both.ToArray(), unlocked.Both.ToArray());
        Assert.Equal(before.Cost, after.Cost);
        Assert.Equal(999, after.Version);
        Assert.Throws<VaultException>(() => after.Unlock("old"u8));
        Assert.Throws<VaultException>(() => before.ChangePassword("other"u8, "new"u8));
        Assert.NotEqual(Salt(before), Salt(after));
    }

    [Theory]
    [InlineData(1L << 24, 8)]
    [InlineData(1L << 62, 8)]
    [InlineData(32768, 1L << 40)]
    [InlineData(2, 1025)]
    public void A_file_that_asks_for_all_memory_is_refused_before_any_is_taken(long cost, long blockSize)
    {
        VaultException error = Assert.Throws<VaultException>(() => Parse(Changed("scryptCostParam", cost, ("scryptBlockSize", blockSize))));
        Assert.Equal(VaultErrorKind.TooCostly, error.Kind);
        Assert.Contains("at most 1024 MiB", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("version", "999")]
    [InlineData("version", -1)]
    [InlineData("version", 1L << 32)]
    [InlineData("version", 1.5)]
    [InlineData("scryptSalt", "")]
    [InlineData("scryptSalt", "!")]
    [InlineData("scryptSalt", 5)]
    [InlineData("scryptSalt", null)]
    [InlineData("scryptCostParam", 0)]
    [InlineData("scryptCostParam", 3)]
    [InlineData("scryptCostParam", -8)]
    [InlineData("scryptBlockSize", 0)]
    [InlineData("primaryMasterKey", "AAAA")]
    [InlineData("hmacMasterKey", "AAAA")]
    [InlineData("versionMac", "AAAA")]
    public void Members_out_of_their_range_are_malformed(string member, object? value) =>
        Assert.Equal(VaultErrorKind.Malformed, Assert.Throws<VaultException>(() => Parse(Changed(member, value))).Kind);

    [Theory]
    [InlineData("version")]
    [InlineData("scryptSalt")]
    [InlineData("scryptCostParam")]
    [InlineData("scryptBlockSize")]
    [InlineData("primaryMasterKey")]
    [InlineData("hmacMasterKey")]
    [InlineData("versionMac")]
    public void A_missing_member_is_an_error(string member) =>
        Assert.Throws<VaultException>(() => Parse(Changed(member + "x", 1, (member, null))).Unlock("asd"u8));

    [Fact]
    public void A_flipped_bit_anywhere_is_found_or_means_the_same()
    {
        using VaultKeys keys = TestKeys.Counting();
        byte[] file = MasterkeyFile.Lock(keys, "asd"u8, s_cheap).Write();
        int sound = 0;
        for (int bit = 0; bit < 8 * file.Length; bit++)
        {
            byte[] changed = [.. file];
            changed[bit / 8] ^= (byte)(1 << bit % 8);
            try
            {
                using VaultKeys unlocked = Parse(changed).Unlock("asd"u8);
                Assert.Equal(keys.Both.ToArray(), unlocked.Both.ToArray());
                sound++;
            }
            catch (VaultException error)
            {
                Assert.NotEqual(VaultErrorKind.MissingLibrary, error.Kind);
            }
        }

        // White space, and the bits of base64 that mean nothing.
        Assert.InRange(sound, 0, 200);
    }

    [Fact]
    public void A_file_that_is_too_long_is_not_looked_at() => Assert.Throws<VaultException>(() => Parse(new byte[MasterkeyFile.MaxLength + 1]));

    [Fact]
    public void The_shared_vault_unlocks()
    {
        MasterkeyFile file = Parse(SharedVault.Read().Files["masterkey.cryptomator"]);
        Assert.Equal(ScryptCost.Default, file.Cost);
        using VaultKeys keys = file.Unlock(SharedVault.Password);
        Assert.Equal(64, keys.Both.Length);
        Assert.Throws<VaultException>(() => file.Unlock("pypas"u8));
    }

    private static string Salt(MasterkeyFile file)
    {
        using JsonDocument json = JsonDocument.Parse(file.Write());
        return json.RootElement.GetProperty("scryptSalt").GetString()!;
    }

    private static MasterkeyFile Parse(byte[] file) => MasterkeyFile.Parse(file, "m"u8);

    private static byte[] Changed(string member, object? value, params (string Name, object? Value)[] others)
    {
        using VaultKeys keys = TestKeys.Zero();
        Dictionary<string, object?> members = JsonSerializer.Deserialize<Dictionary<string, object?>>(MasterkeyFile.Lock(keys, "asd"u8, s_cheap).Write())!;
        members[member] = value;
        foreach ((string name, object? other) in others)
        {
            members[name] = other;
            if (other is null)
            {
                members.Remove(name);
            }
        }

        return JsonSerializer.SerializeToUtf8Bytes(members);
    }

    private static byte[] Utf8(string text) => Encoding.UTF8.GetBytes(text);
}
