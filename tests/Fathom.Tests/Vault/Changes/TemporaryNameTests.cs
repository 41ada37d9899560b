using System.Text;
using Fathom.Vault;
using Xunit;

namespace Fathom.Tests.Vault.Changes;

public sealed class TemporaryNameTests
{
    [Fact]
    public void A_temporary_name_is_known_as_one_and_is_no_name_of_a_vault()
    {
        byte[] name = TemporaryName.Create();

        Assert.Matches("^fathom-[0-9a-f]{16}\\.tmp$", Encoding.ASCII.GetString(name));
        Assert.True(TemporaryName.Is(name));
        Assert.Equal(NameKind.Foreign, NameCodec.KindOf(name));
        Assert.NotEqual(name, TemporaryName.Create());
    }

    [Theory]
    [InlineData("fathom-.tmp")]
    [InlineData("fathom-0123456789abcdeg.tmp")]
    [InlineData("fathom-0123456789abcdef0.tmp")]
    [InlineData("fathom-0123456789abcdef.tmp ")]
    [InlineData("file.tmp")]
    public void What_somebody_else_named_is_none(string name) => Assert.False(TemporaryName.Is(Encoding.ASCII.GetBytes(name)));
}
