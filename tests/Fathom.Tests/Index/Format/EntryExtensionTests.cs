using System.Text;
using Fathom.Index;
using Xunit;

namespace Fathom.Tests.Index.Format;

public sealed class EntryExtensionTests
{
    [Theory]
    [InlineData("a.txt", "txt")]
    [InlineData("a.tar.GZ", "GZ")]
    [InlineData(".bashrc", "")]
    [InlineData(".a.b", "b")]
    [InlineData("none", "")]
    [InlineData("dot.", "")]
    [InlineData("..", "")]
    [InlineData("", "")]
    [InlineData(".", "")]
    [InlineData("x.1234567890123456", "1234567890123456")]
    [InlineData("x.12345678901234567", "")]
    [InlineData("x.t\u00e9x", "")]
    [InlineData("x.a b\n", "a b\n")]
    public void It_is_what_follows_the_last_dot(string name, string extension) =>
        Assert.Equal(extension, Encoding.UTF8.GetString(EntryExtension.Of(Encoding.UTF8.GetBytes(name))));

    [Fact]
    public void What_is_no_text_is_no_extension() => Assert.True(EntryExtension.Of([(byte)'x', (byte)'.', 0xff]).IsEmpty);
}
