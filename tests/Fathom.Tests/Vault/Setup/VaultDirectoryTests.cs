using System.Runtime.Versioning;
using System.Text;
using Fathom.Local;
using Fathom.Tests.Support;
using Fathom.Vault;
using Xunit;

namespace Fathom.Tests.Vault.Setup;

[SupportedOSPlatform("linux")]
public sealed class VaultDirectoryTests : IDisposable
{
    private static readonly VaultCreateOptions s_cheap = new() { ScryptCost = 2 };

    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    private static ReadOnlySpan<byte> Password => "correct horse"u8;

    [Theory]
    [InlineData(CipherCombo.SivGcm, 68)]
    [InlineData(CipherCombo.SivCtrMac, 88)]
    public void A_new_vault_opens_is_empty_and_has_what_Cryptomator_makes(CipherCombo cipher, int headerLength)
    {
        Use(vault => vault.Create(Password, s_cheap with { Cipher = cipher }));

        using VaultTree tree = Open(Password);
        Assert.Equal(cipher, tree.Cipher);
        string[] files = [.. Directory.EnumerateFiles(_folder.Path, "*", SearchOption.AllDirectories).Select(file => Path.GetRelativePath(_folder.Path, file)).Order(StringComparer.Ordinal)];
        Assert.Equal(3, files.Length);
        Assert.Matches("^d/[A-Z2-7]{2}/[A-Z2-7]{30}/dirid.c9r$", files[0]);
        Assert.Equal(["masterkey.cryptomator", "vault.cryptomator"], files[1..]);
        Assert.Equal(headerLength, new FileInfo(_folder.At(files[0])).Length);
    }

    [Theory]
    [InlineData("any file", Errno.ENOTEMPTY)]
    [InlineData("vault.cryptomator", Errno.EEXIST)]
    [InlineData("masterkey.cryptomator", Errno.EEXIST)]
    public void A_directory_that_is_not_empty_is_refused_and_stays(string name, Errno expected)
    {
        _folder.Write(name, "mine");

        FathomException refused = Assert.Throws<FathomException>(() => Use(vault => vault.Create(Password, s_cheap)));

        Assert.Equal(expected, refused.Errno);
        Assert.Equal([_folder.At(name)], Directory.GetFileSystemEntries(_folder.Path));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(2_097_152)]
    public void A_cost_that_is_no_power_of_two_or_too_much_is_refused(int cost) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => new VaultCreateOptions { ScryptCost = cost });

    [Fact]
    public void A_changed_password_opens_the_vault_and_the_old_one_only_its_backup()
    {
        Use(vault => vault.Create(Password, s_cheap));
        byte[] before = File.ReadAllBytes(_folder.At("masterkey.cryptomator"));

        Use(vault => vault.ChangePassword(Password, "new"u8));

        Open("new"u8).Dispose();
        Assert.Equal(VaultErrorKind.WrongPassword, Assert.Throws<VaultException>(() => Open(Password)).Kind);
        byte[] backup = File.ReadAllBytes(_folder.At(BackupName.Of("masterkey.cryptomator", before)));
        Assert.Equal(before, backup);
        File.WriteAllBytes(_folder.At("masterkey.cryptomator"), backup);
        Open(Password).Dispose();
    }

    [Fact]
    public void The_file_with_the_keys_keeps_its_mode_and_nothing_temporary_stays()
    {
        Use(vault => vault.Create(Password, s_cheap));
        const UnixFileMode Mode = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead;
        File.SetUnixFileMode(_folder.At("masterkey.cryptomator"), Mode);

        Use(vault => vault.ChangePassword(Password, "new"u8));

        Assert.Equal(Mode, File.GetUnixFileMode(_folder.At("masterkey.cryptomator")));
        Assert.Empty(Directory.GetFiles(_folder.Path, "*.tmp"));
    }

    [Fact]
    public void A_wrong_old_password_changes_nothing()
    {
        Use(vault => vault.Create(Password, s_cheap));

        VaultException wrong = Assert.Throws<VaultException>(() => Use(vault => vault.ChangePassword("wrong"u8, "new"u8)));

        Assert.Equal(VaultErrorKind.WrongPassword, wrong.Kind);
        Assert.Equal(2, Directory.GetFiles(_folder.Path).Length);
        Open(Password).Dispose();
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void The_recovery_key_sets_a_password_also_where_the_file_with_the_keys_is_lost(bool isLost)
    {
        Use(vault => vault.Create(Password, s_cheap));
        byte[] text = new byte[RecoveryKey.TextLength];
        Use(vault =>
        {
            using RecoveryKey key = vault.ReadRecoveryKey(Password);
            key.WriteText(text);
        });
        if (isLost)
        {
            File.Delete(_folder.At("masterkey.cryptomator"));
        }

        Assert.True(RecoveryKey.TryParse(text, out RecoveryKey? read, out _));
        using (read)
        {
            Use(vault => vault.SetPassword(read, "again"u8));
        }

        Open("again"u8).Dispose();
    }

    [Fact]
    public void The_recovery_key_of_another_vault_is_refused()
    {
        Use(vault => vault.Create(Password, s_cheap));
        using VaultKeys others = VaultKeys.Create();
        using RecoveryKey key = new(others);

        Assert.Equal(VaultErrorKind.Forged, Assert.Throws<VaultException>(() => Use(vault => vault.SetPassword(key, "new"u8))).Kind);
        Open(Password).Dispose();
    }

    [Fact]
    public void Backups_are_made_once_and_listed()
    {
        Use(vault => vault.Create(Password, s_cheap));
        Errno first = Errno.EIO;
        Errno second = Errno.EIO;
        VaultInfo? info = null;
        Use(vault =>
        {
            first = vault.WriteBackups();
            second = vault.WriteBackups();
            info = vault.ReadInfo();
        });

        Assert.Equal((Errno.None, Errno.None), (first, second));
        Assert.Equal(
            [BackupName.Of("masterkey.cryptomator", File.ReadAllBytes(_folder.At("masterkey.cryptomator"))), BackupName.Of("vault.cryptomator", File.ReadAllBytes(_folder.At("vault.cryptomator")))],
            info!.Backups.Select(Encoding.UTF8.GetString));
    }

    [Fact]
    public void Information_is_verified_only_with_the_password()
    {
        Use(vault => vault.Create(Password, s_cheap with { Cipher = CipherCombo.SivCtrMac }));
        Use(vault =>
        {
            VaultInfo info = vault.ReadInfo();
            Assert.Equal((8, CipherCombo.SivCtrMac, 220, 2L, 8L, "HS256", false),
                (info.Format, info.Cipher, info.ShorteningThreshold, info.ScryptCost, info.ScryptBlockSize, info.Signature, info.IsVerified));
            Assert.True(vault.ReadInfo(Password).IsVerified);
            Assert.Throws<VaultException>(() => vault.ReadInfo("wrong"u8));
        });
    }

    private void Use(Action<VaultDirectory> use)
    {
        using LocalTree tree = LocalTree.Open(_folder.Path);
        Assert.Equal(Errno.None, tree.OpenRoot(out IContentNode? root));
        using (root)
        {
            use(new VaultDirectory(root!, tree.RootName));
        }
    }

    private VaultTree Open(ReadOnlySpan<byte> password)
    {
        LocalTree tree = LocalTree.Open(_folder.Path);
        try
        {
            return VaultTree.Open(tree, password);
        }
        catch
        {
            tree.Dispose();
            throw;
        }
    }
}
