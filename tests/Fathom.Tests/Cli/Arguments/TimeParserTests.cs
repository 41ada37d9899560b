using Fathom.Cli;
using Xunit;

namespace Fathom.Tests.Cli.Arguments;

public sealed class TimeParserTests
{
    private static readonly DateTimeOffset s_now = new(2024, 5, 10, 12, 0, 0, TimeSpan.Zero);
    private static readonly TimeZoneInfo s_east = TimeZoneInfo.CreateCustomTimeZone("east", TimeSpan.FromHours(2), "east", "east");

    [Theory]
    [InlineData("2024-05-01", 1714514400_000_000_000)]
    [InlineData("2024-05-01T00:00", 1714514400_000_000_000)]
    [InlineData("2024-05-01 00:00:01", 1714514401_000_000_000)]
    [InlineData("2024-05-01T00:00:00Z", 1714521600_000_000_000)]
    [InlineData("2024-05-01T00:00:00.25-01:00", 1714525200_250_000_000)]
    [InlineData("7d", 1714737600_000_000_000)]
    [InlineData("12h", 1715299200_000_000_000)]
    [InlineData("2w", 1714132800_000_000_000)]
    [InlineData("@0", 0)]
    [InlineData("@1700000000.123456789", 1700000000_123_456_789)]
    [InlineData("@-1.5", -1_500_000_000)]
    [InlineData("1960-01-01T00:00:00Z", -315619200_000_000_000)]
    public void Times_are_read(string text, long expected)
    {
        Assert.True(TimeParser.TryParse(text, s_now, s_east, out long nanoseconds));
        Assert.Equal(expected, nanoseconds);
    }

    [Theory]
    [InlineData("")]
    [InlineData("d")]
    [InlineData("-7d")]
    [InlineData("7")]
    [InlineData("7x")]
    [InlineData("2024-13-01")]
    [InlineData("2024-02-30")]
    [InlineData("yesterday")]
    [InlineData("@")]
    [InlineData("@99999999999999999999")]
    [InlineData("4294967295y")]
    [InlineData("9999-01-01")]
    public void Other_words_are_refused(string text) => Assert.False(TimeParser.TryParse(text, s_now, s_east, out _));
}
