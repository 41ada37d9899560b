using System.Text;
using Fathom.Cli;
using Xunit;

namespace Fathom.Tests.Cli.Output;

public sealed class TextWidthTests
{
    [Theory]
    [InlineData("abc", 3)]
    [InlineData("e\u0301", 1)]
    [InlineData("\u4e2d\u6587", 4)]
    [InlineData("\U0001F600", 2)]
    [InlineData("", 0)]
    public void Columns_are_counted(string text, int columns) => Assert.Equal(columns, TextWidth.Of(Encoding.UTF8.GetBytes(text)));

    [Theory]
    [InlineData("abc", 2, 2)]
    [InlineData("abc", 9, 3)]
    [InlineData("\u4e2d\u6587", 3, 3)]
    [InlineData("abc", 0, 0)]
    [InlineData("abc", -1, 0)]
    public void No_character_is_cut(string text, int columns, int bytes) => Assert.Equal(bytes, TextWidth.Fit(Encoding.UTF8.GetBytes(text), columns));
}
