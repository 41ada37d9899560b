using System.Text;
using Fathom.Vault;
using Xunit;

namespace Fathom.Tests.Vault.Format;

public sealed class DirectoryIdTests
{
    [Fact]
    public void The_root_lies_where_its_hash_says()
    {
        using VaultKeys keys = TestKeys.Counting();
        using AesSiv siv = keys.CreateSiv();
        Assert.Equal("d/MN/53XCQH5RFQJPKAFCMWDGELQHPPW2YQ", Encoding.ASCII.GetString(DirectoryId.Root.PathOf(siv)));
        Assert.True(DirectoryId.Root.IsRoot);
    }

    [Fact]
    public void A_new_one_is_a_UUID_that_can_be_read_again()
    {
        DirectoryId id = DirectoryId.Create();
        Assert.True(Guid.TryParseExact(Encoding.ASCII.GetString(id.Bytes), "D", out _));
        Assert.Equal(Errno.None, DirectoryId.Parse(id.Bytes, out DirectoryId? again));
        Assert.Equal(id, again);
        Assert.Equal(id.GetHashCode(), again!.GetHashCode());
        Assert.NotEqual(id, DirectoryId.Create());
        Assert.False(id.IsRoot);
    }

    [Theory]
    [InlineData(0, Errno.EBADMSG)]
    [InlineData(1, Errno.None)]
    [InlineData(1000, Errno.None)]
    [InlineData(1001, Errno.EBADMSG)]
    public void It_has_1_to_1000_bytes(int length, Errno expected)
    {
        Assert.Equal(expected, DirectoryId.Parse(new byte[length], out DirectoryId? id));
        Assert.Equal(expected == Errno.None, id is not null);
    }

    [Fact]
    public void The_longest_has_a_path_too()
    {
        using VaultKeys keys = TestKeys.Counting();
        using AesSiv siv = keys.CreateSiv();
        byte[] path = new DirectoryId(new byte[1000]).PathOf(siv);
        Assert.Matches("^d/[A-Z2-7]{2}/[A-Z2-7]{30}$", Encoding.ASCII.GetString(path));
    }
}
