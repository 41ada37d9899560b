using System.Text;
using Fathom.Index;
using FsCheck;
using FsCheck.Fluent;
using Xunit;

namespace Fathom.Tests.Index.Format;

public sealed class ReadableTextTests
{
    [Theory]
    [InlineData("abc", "abc")]
    [InlineData("a\u00ffb", "a\\xffb")]
    [InlineData("\u00c3(", "\\xc3(")]
    [InlineData("\u00e2\u0082", "\\xe2\\x82")]
    [InlineData("\u00ed\u00a0\u0080", "\\xed\\xa0\\x80")]
    [InlineData("\u00c0\u0080", "\\xc0\\x80")]
    [InlineData("", "")]
    public void Each_byte_that_is_no_text_is_shown_by_its_number(string latin1, string expected) =>
        Assert.Equal(expected, Write(Encoding.Latin1.GetBytes(latin1)));

    [Fact]
    public void Any_bytes_become_text_that_fits_and_text_stays_what_it_is() => Prop.ForAll<byte[]>(bytes =>
    {
        string text = Write(bytes);
        Assert.DoesNotContain('\uFFFD', text);
        Assert.True(Encoding.UTF8.GetByteCount(text) <= ReadableText.MaxLength(bytes.Length));
        if (ReadableText.IsExact(bytes))
        {
            Assert.Equal(Encoding.UTF8.GetString(bytes), text);
        }
        else
        {
            Assert.Contains("\\x", text, StringComparison.Ordinal);
        }
    }).QuickCheckThrowOnFailure();

    private static string Write(byte[] bytes)
    {
        byte[] output = new byte[ReadableText.MaxLength(bytes.Length)];
        int length = ReadableText.Write(bytes, output);
        return new UTF8Encoding(false, throwOnInvalidBytes: true).GetString(output, 0, length);
    }
}
