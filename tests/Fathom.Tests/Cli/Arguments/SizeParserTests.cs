using Fathom.Cli;
using Xunit;

namespace Fathom.Tests.Cli.Arguments;

public sealed class SizeParserTests
{
    [Theory]
    [InlineData("0", 0UL)]
    [InlineData("512", 512UL)]
    [InlineData("K", 1024UL)]
    [InlineData("1k", 1024UL)]
    [InlineData("1KB", 1000UL)]
    [InlineData("1KiB", 1024UL)]
    [InlineData("3MB", 3_000_000UL)]
    [InlineData("2G", 2UL << 30)]
    [InlineData("15E", 15UL << 60)]
    [InlineData("0x10", 16UL)]
    [InlineData("010", 8UL)]
    [InlineData("18446744073709551615", ulong.MaxValue)]
    public void Sizes_have_the_value_that_GNU_gives_them(string text, ulong expected)
    {
        Assert.Equal(SizeError.None, SizeParser.TryParse(text, out ulong bytes));
        Assert.Equal(expected, bytes);
    }

    [Theory]
    [InlineData("", "Invalid")]
    [InlineData("x", "Invalid")]
    [InlineData("-1", "Invalid")]
    [InlineData("--1", "Invalid")]
    [InlineData("1x", "InvalidSuffix")]
    [InlineData("1Kx", "InvalidSuffix")]
    [InlineData("1Ki", "InvalidSuffix")]
    [InlineData("1e", "InvalidSuffix")]
    [InlineData("16E", "TooLarge")]
    [InlineData("1Z", "TooLarge")]
    [InlineData("18446744073709551616", "TooLarge")]
    public void Wrong_sizes_are_told_apart(string text, string error) =>
        Assert.Equal(error, SizeParser.TryParse(text, out _).ToString());

    [Theory]
    [InlineData("-1K", -1024L)]
    [InlineData("+1K", 1024L)]
    [InlineData("-8E", long.MinValue)]
    public void A_sign_is_kept(string text, long expected)
    {
        Assert.Equal(SizeError.None, SizeParser.TryParseSigned(text, out long bytes));
        Assert.Equal(expected, bytes);
    }

    [Theory]
    [InlineData("-")]
    [InlineData("-K")]
    [InlineData("--5")]
    public void A_sign_alone_is_no_size(string text) => Assert.Equal(SizeError.Invalid, SizeParser.TryParseSigned(text, out _));
}
