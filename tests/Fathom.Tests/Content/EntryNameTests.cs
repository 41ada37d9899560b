using Xunit;

namespace Fathom.Tests.Content;

public sealed class EntryNameTests
{
    [Theory]
    [InlineData("a", Errno.None)]
    [InlineData("...", Errno.None)]
    [InlineData(".a", Errno.None)]
    [InlineData("\u0001", Errno.None)]
    [InlineData("", Errno.EINVAL)]
    [InlineData(".", Errno.EINVAL)]
    [InlineData("..", Errno.EINVAL)]
    [InlineData("/", Errno.EINVAL)]
    [InlineData("a/b", Errno.EINVAL)]
    [InlineData("a\0", Errno.EINVAL)]
    public void A_name_is_one_component(string name, Errno expected)
    {
        Assert.Equal(expected, EntryName.Check(System.Text.Encoding.Latin1.GetBytes(name)));
    }
}
