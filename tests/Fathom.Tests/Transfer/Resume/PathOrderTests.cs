using Fathom.Transfer;
using Xunit;

namespace Fathom.Tests.Transfer.Resume;

public sealed class PathOrderTests
{
    [Fact]
    public void Directories_come_before_what_is_below_them_and_names_as_if_ended_by_a_slash()
    {
        // '!' and '-' sort before '/', '0' and 'a' behind it.
        string[] order = ["", "a!", "a!/z", "a-", "a-/b", "a", "a/!", "a/b", "a/b/c", "a/b0", "a0", "a0/a", "aa", "b"];
        for (int i = 0; i < order.Length; i++)
        {
            for (int j = 0; j < order.Length; j++)
            {
                int found = PathOrder.Compare(Bytes(order[i]).Span, Bytes(order[j]).Span);
                Assert.True(Math.Sign(found) == Math.Sign(i - j), $"'{order[i]}' and '{order[j]}': {found}");
            }
        }
    }

    [Theory]
    [InlineData("a/b", "a", true)]
    [InlineData("a", "a", true)]
    [InlineData("a", "", true)]
    [InlineData("", "", true)]
    [InlineData("ab", "a", false)]
    [InlineData("a", "a/b", false)]
    [InlineData("", "a", false)]
    public void What_is_below_a_directory_has_its_whole_name(string path, string directory, bool isBelow) =>
        Assert.Equal(isBelow, PathOrder.IsAtOrBelow(Bytes(path).Span, Bytes(directory).Span));

    [Theory]
    [InlineData("abc/def", 7, "abc/def")]
    [InlineData("abc/def", 6, "abc")]
    [InlineData("abc/def", 2, "")]
    [InlineData("", 0, "")]
    public void A_path_is_shortened_to_a_directory_above_it(string path, int length, string shorter) =>
        Assert.Equal(Bytes(shorter).ToArray(), PathOrder.Shorten(Bytes(path), length).ToArray());

    private static ReadOnlyMemory<byte> Bytes(string path) => System.Text.Encoding.ASCII.GetBytes(path);
}
