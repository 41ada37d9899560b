using System.Text;
using Fathom.Transfer;
using Xunit;

namespace Fathom.Tests.Transfer.Filters;

public sealed class FileListTests
{
    // "=" a name that was given, "-" one that is implied, "/" behind it: with its content.
    [Theory]
    [InlineData("foo\n", "=foo")]
    [InlineData("/foo", "=foo")]
    [InlineData("./foo", "=. =foo")]
    [InlineData("../foo", "=foo")]
    [InlineData("d/../../foo", "=foo")]
    [InlineData("d/e/../foo", "-d =d/foo")]
    [InlineData("d//e///foo", "-d -d/e =d/e/foo")]
    [InlineData("d/", "=d/")]
    [InlineData("d/.", "=d/")]
    [InlineData("d/e/..", "=d/")]
    [InlineData("d/..", "=./")]
    [InlineData(".", "=./")]
    [InlineData("/", "=./")]
    [InlineData("d/e/\nd", "=d =d/e/")]
    [InlineData("foo\r\nbar\r\n\n", "=bar =foo")]
    [InlineData("foo\nfoo\nfoo/", "=foo/")]
    [InlineData("#foo\n;bar\nbaz\n #x", "= #x =baz")]
    [InlineData("a-b\na/x\na", "=a =a/x =a-b")]
    [InlineData("\u00e9/z", "-\u00e9 =\u00e9/z")]
    [InlineData("", "")]
    public void Names_become_a_sorted_tree(string content, string expected)
    {
        FileList list = FileList.Parse(Bytes(content), nulSeparated: false);

        Assert.Equal(expected, Show(list));
        Assert.Equal(expected.Length == 0, list.IsEmpty);
    }

    [Fact]
    public void Names_that_end_with_NUL_may_have_lines_and_still_comments()
    {
        Assert.Equal("=a\nb =c", Show(FileList.Parse("a\nb\0#x\0c\0"u8, nulSeparated: true)));
    }

    [Theory]
    [InlineData("d/./foo")]
    [InlineData("././d/./")]
    [InlineData("a\0b")]
    public void Names_that_would_be_taken_for_others_are_refused(string name)
    {
        Assert.Throws<FilterException>(() => FileList.Parse(Bytes(name), nulSeparated: false));
    }

    [Fact]
    public void A_name_without_end_is_refused()
    {
        Assert.Throws<FilterException>(static () => FileList.Parse(new byte[1 << 20].AsSpan(), nulSeparated: false));
        Assert.Throws<FilterException>(static () => FileList.Parse(Bytes(new string('a', 5000)), nulSeparated: false));
    }

    [Fact]
    public void Every_name_is_found_and_no_other()
    {
        StringBuilder content = new();
        for (int i = 0; i < 2_000; i++)
        {
            content.Append(System.Globalization.CultureInfo.InvariantCulture, $"{i * 7919 % 2_000 * 2}\n");
        }

        FileList list = FileList.Parse(Bytes(content.ToString()), nulSeparated: false);

        Assert.Equal(2_000, list.Root.Entries.Count);
        for (int i = 0; i < 4_000; i++)
        {
            Assert.Equal(i % 2 == 0, list.Root.Find(Bytes(i.ToString(System.Globalization.CultureInfo.InvariantCulture))) is not null);
        }
    }

    private static string Show(FileList list)
    {
        List<string> shown = [];
        if (list.Root.IsListed)
        {
            shown.Add("=." + (list.Root.TakesContent ? "/" : ""));
        }

        Add(list.Root, "", shown);
        return string.Join(' ', shown);
    }

    private static void Add(FileListEntry directory, string prefix, List<string> shown)
    {
        foreach (FileListEntry entry in directory.Entries)
        {
            string name = prefix + Encoding.Latin1.GetString(entry.Name);
            shown.Add((entry.IsListed ? "=" : "-") + name + (entry.TakesContent ? "/" : ""));
            Add(entry, name + "/", shown);
        }
    }

    private static byte[] Bytes(string text) => Encoding.Latin1.GetBytes(text);
}
