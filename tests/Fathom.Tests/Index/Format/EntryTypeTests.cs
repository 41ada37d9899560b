using Fathom.Index;
using Xunit;

namespace Fathom.Tests.Index.Format;

public sealed unsafe class EntryTypeTests
{
    [Theory]
    [InlineData(EntryKind.Unknown, "U")]
    [InlineData(EntryKind.Fifo, "p")]
    [InlineData(EntryKind.CharacterDevice, "c")]
    [InlineData(EntryKind.Directory, "d")]
    [InlineData(EntryKind.BlockDevice, "b")]
    [InlineData(EntryKind.File, "f")]
    [InlineData(EntryKind.Symlink, "l")]
    [InlineData(EntryKind.Socket, "s")]
    public void Each_kind_has_the_letter_of_find_and_comes_back(EntryKind kind, string letter)
    {
        DuckString text = EntryType.ToText(kind);
        Assert.Equal(letter, System.Text.Encoding.ASCII.GetString(DuckString.BytesOf(&text)));
        Assert.Equal(kind, EntryType.Parse(DuckString.BytesOf(&text)));
    }

    [Fact]
    public void Every_kind_is_tried_above() =>
        Assert.Equal(
            Enum.GetValues<EntryKind>().Length,
            typeof(EntryTypeTests).GetMethod(nameof(Each_kind_has_the_letter_of_find_and_comes_back))!.GetCustomAttributes(typeof(InlineDataAttribute), false).Length);

    [Theory]
    [InlineData("")]
    [InlineData("x")]
    [InlineData("ff")]
    [InlineData("\u00e9")]
    public void What_is_no_letter_of_a_kind_is_unknown(string letter) =>
        Assert.Equal(EntryKind.Unknown, EntryType.Parse(System.Text.Encoding.UTF8.GetBytes(letter)));

    [Fact]
    public void A_number_beyond_all_kinds_is_unknown()
    {
        for (int kind = 13; kind < 256; kind++)
        {
            DuckString text = EntryType.ToText((EntryKind)kind);
            Assert.True(DuckString.BytesOf(&text).SequenceEqual("U"u8));
        }
    }
}
