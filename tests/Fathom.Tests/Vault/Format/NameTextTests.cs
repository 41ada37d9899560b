using System.Text;
using Fathom.Vault;
using FsCheck;
using FsCheck.Fluent;
using Xunit;

namespace Fathom.Tests.Vault.Format;

public sealed class NameTextTests
{
    [Theory]
    [InlineData("", "")]
    [InlineData("f", "Zg==")]
    [InlineData("fo", "Zm8=")]
    [InlineData("foo", "Zm9v")]
    [InlineData("\u00ff\u00ef\u00be", "_---")]
    public void Bytes_become_text(string latin1, string expected)
    {
        byte[] text = new byte[expected.Length];
        int length = NameText.Encode(Encoding.Latin1.GetBytes(latin1), text);
        Assert.Equal(expected, Encoding.ASCII.GetString(text, 0, length));
    }

    [Theory]
    [InlineData("")]
    [InlineData("Zg=")]
    [InlineData("Zg")]
    [InlineData("Zh==")]
    [InlineData("Zm9=")]
    [InlineData("Zm9v=")]
    [InlineData("====")]
    [InlineData("Z===")]
    [InlineData("Z g=")]
    [InlineData("Zm9v    ")]
    [InlineData("Zm9+")]
    [InlineData("Zm8%")]
    [InlineData("Zg==Zg==")]
    public void Other_ways_to_write_them_are_refused(string text)
    {
        byte[] given = Encoding.ASCII.GetBytes(text);
        Assert.False(NameText.TryDecode(given, new byte[16], out _));
    }

    [Fact]
    public void Any_bytes_come_back_and_only_one_text_gives_them() => Prop.ForAll<NonEmptyArray<byte>>(bytes =>
    {
        byte[] text = new byte[NameText.LengthOf(bytes.Get.Length)];
        Assert.Equal(text.Length, NameText.Encode(bytes.Get, text));
        byte[] back = new byte[text.Length];
        Assert.True(NameText.TryDecode(text, back, out int written));
        Assert.Equal(bytes.Get, back[..written]);

        text[^1] ^= 1;
        if (NameText.TryDecode(text, back, out written))
        {
            Assert.NotEqual(bytes.Get, back[..written]);
        }
    }).QuickCheckThrowOnFailure();
}
