using System.Text;
using Fathom.Cli;
using FsCheck;
using FsCheck.Fluent;
using Xunit;

namespace Fathom.Tests.Cli.Arguments;

public sealed class PathTextTests
{
    [Fact]
    public void Any_bytes_survive_the_round_trip() =>
        Prop.ForAll<byte[]>(bytes => PathText.ToBytes(PathText.ToText(bytes)).AsSpan().SequenceEqual(bytes))
            .Check(Config.QuickThrowOnFailure.WithMaxTest(2000));

    [Fact]
    public void Any_mix_of_text_and_stray_bytes_survives_the_round_trip() =>
        Prop.ForAll<NonNull<string>, byte[], NonNull<string>>((before, bytes, after) =>
        {
            byte[] mixed = [.. Encoding.UTF8.GetBytes(before.Get), .. bytes, .. Encoding.UTF8.GetBytes(after.Get)];
            return PathText.ToBytes(PathText.ToText(mixed)).AsSpan().SequenceEqual(mixed);
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(2000));

    [Theory]
    [InlineData(new byte[] { 0xED, 0xB2, 0x80 })] // U+DC80 itself in UTF-8, which is invalid
    [InlineData(new byte[] { 0xF0, 0x9F, 0x98 })] // the first three bytes of four
    [InlineData(new byte[] { 0xC0, 0xAF })] // overlong
    [InlineData(new byte[] { 0xF4, 0x90, 0x80, 0x80 })] // past U+10FFFF
    public void Bytes_that_look_almost_valid_survive(byte[] bytes) => Assert.Equal(bytes, PathText.ToBytes(PathText.ToText(bytes)));

    [Fact]
    public void Valid_text_is_left_alone() => Assert.Equal("gr\u00fc\u00df \U0001F600", PathText.ToText("gr\u00fc\u00df \U0001F600"u8));

    [Fact]
    public void A_surrogate_that_stands_for_no_byte_is_an_error() => Assert.Throws<ArgumentException>(() => PathText.ToBytes("\uD83D"));
}
