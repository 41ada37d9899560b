using System.Text;
using Fathom.Vault;
using Xunit;

namespace Fathom.Tests.Vault.Format;

public sealed class JsonMembersTests
{
    [Fact]
    public void Members_are_read_by_type()
    {
        JsonMembers members = new("""{"text":"a\u0062","skipped":{"x":[1]},"number":-7,"bytes":"AQI=","last":null}"""u8);
        Assert.True(members.Next());
        Assert.True(members.Is("text"u8));
        Assert.False(members.Is("tex"u8));
        Assert.True(members.TryReadText(out string text));
        Assert.Equal("ab", text);
        Assert.True(members.Next());
        Assert.True(members.Next());
        Assert.True(members.Is("number"u8));
        Assert.True(members.TryReadNumber(out long number));
        Assert.Equal(-7, number);
        Assert.True(members.Next());
        Assert.True(members.TryReadBytes(out byte[] bytes));
        Assert.Equal([1, 2], bytes);
        Assert.True(members.Next());
        Assert.False(members.IsSound);
        Assert.False(members.Next());
        Assert.True(members.IsSound);
    }

    [Theory]
    [InlineData("")]
    [InlineData("[]")]
    [InlineData("1")]
    [InlineData("{")]
    [InlineData("{}{}")]
    [InlineData("{\"a\"}")]
    [InlineData("{\"a\":1,}")]
    [InlineData("{\"a\":[[[[[[[[[[[[1]]]]]]]]]]]]}")]
    public void What_is_no_object_is_not_sound(string json)
    {
        JsonMembers members = new(Encoding.UTF8.GetBytes(json));
        while (members.Next())
        {
        }

        Assert.False(members.IsSound);
    }

    [Theory]
    [InlineData("{\"a\":\"\\ud800\"}")]
    [InlineData("{\"a\":[\"x\"]}")]
    [InlineData("{\"a\":true}")]
    [InlineData("{\"a\":}")]
    public void Values_of_another_type_are_not_read(string json)
    {
        byte[] text = Encoding.UTF8.GetBytes(json);
        JsonMembers members = new(text);
        Assert.True(members.Next());
        Assert.False(members.TryReadNumber(out _));
        members = new JsonMembers(text);
        members.Next();
        Assert.False(members.TryReadText(out _));
        members = new JsonMembers(text);
        members.Next();
        Assert.False(members.TryReadBytes(out _));
    }
}
