using System.Text;
using Fathom.Vault;
using Xunit;

namespace Fathom.Tests.Vault.Format;

public sealed class BackupNameTests
{
    [Fact]
    public void The_shared_vault_has_the_backup_that_its_configuration_names()
    {
        SharedVault vault = SharedVault.Read();
        string name = BackupName.Of("vault.cryptomator", vault.Files["vault.cryptomator"]);
        Assert.Equal("vault.cryptomator.051648BC.bkup", name);
        Assert.Equal(vault.Files["vault.cryptomator"], vault.Files[name]);
    }

    [Fact]
    public void Another_content_has_another_name() =>
        Assert.NotEqual(BackupName.Of("a", Encoding.ASCII.GetBytes("1")), BackupName.Of("a", Encoding.ASCII.GetBytes("2")));
}
