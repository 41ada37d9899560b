using System.Text;
using Fathom.Transfer;
using Xunit;

namespace Fathom.Tests.Transfer.Filters;

public sealed class FilterPatternTests
{
    // The examples of rsync(1), and the sentences before them. A path that ends with '/' is a directory.
    [Theory]
    [InlineData("foo", "a/foo", true)]
    [InlineData("foo", "afoo", false)]
    [InlineData("foo/bar", "x/foo/bar", true)]
    [InlineData("foo/bar", "xfoo/bar", false)]
    [InlineData("foo/bar", "bar", false)]
    [InlineData("*.o", "a/b.o", true)]
    [InlineData("/foo", "foo", true)]
    [InlineData("/foo", "a/foo", false)]
    [InlineData("foo/", "a/foo/", true)]
    [InlineData("foo/", "a/foo", false)]
    [InlineData("foo/*/bar", "x/foo/y/bar", true)]
    [InlineData("foo/*/bar", "foo/bar", false)]
    [InlineData("foo/*/bar", "foo/x/y/bar", false)]
    [InlineData("/foo/**/bar", "foo/x/y/bar", true)]
    [InlineData("/foo/**/bar", "foo/bar", false)]
    [InlineData("/foo/**/bar", "a/foo/x/bar", false)]
    [InlineData("foo/**/bar", "a/foo/x/bar", true)]
    [InlineData("**/bar", "bar", true)]
    [InlineData("**/bar", "a/b/bar", true)]
    [InlineData("/dir/***", "dir/", true)]
    [InlineData("/dir/***", "dir", false)]
    [InlineData("/dir/***", "dir/a/b", true)]
    [InlineData("foo\\bar", "foo\\bar", true)]
    [InlineData("foo\\bar*", "foobar", true)]
    [InlineData("foo\\\\bar*", "foo\\bar", true)]
    [InlineData("a/[!b]c", "a/dc", true)]
    [InlineData("?", "\u00e9", true)]
    [InlineData("[\u00e0-\u00ef]", "\u00e9", true)]
    [InlineData("/", "a", false)]
    public void Patterns_look_at_as_much_of_a_path_as_the_manual_says(string pattern, string path, bool matches)
    {
        Assert.Equal(matches, IsMatch(pattern, path, FilterFlags.None, FilterAnchor.Root));
        Assert.Equal(!matches, IsMatch(pattern, path, FilterFlags.Negate, FilterAnchor.Root));
    }

    [Theory]
    [InlineData("/etc/passwd", "passwd", true)]
    [InlineData("/passwd", "passwd", false)]
    [InlineData("etc/passwd", "passwd", true)]
    [InlineData("/etc/**", "a/b", true)]
    public void An_absolute_pattern_sees_the_path_of_the_root(string pattern, string path, bool matches)
    {
        FilterPattern prepared = new(Bytes(pattern), FilterFlags.AbsolutePath, FilterAnchor.At("sub"u8));

        Assert.Equal(matches, prepared.IsMatch(Bytes(path), isDirectory: false, "etc/"u8));
    }

    [Fact]
    public void A_pattern_of_a_directory_is_anchored_there()
    {
        FilterAnchor anchor = FilterAnchor.At("[x]"u8);

        Assert.True(IsMatch("/foo", "[x]/foo", FilterFlags.None, anchor));
        Assert.False(IsMatch("/foo", "foo", FilterFlags.None, anchor));
        Assert.True(IsMatch("/*/foo", "[x]/a/foo", FilterFlags.None, anchor));
        Assert.False(IsMatch("/*/foo", "x/a/foo", FilterFlags.None, anchor));
        Assert.True(IsMatch("/foo", "[x]/bar", FilterFlags.Negate, anchor));
    }

    [Fact]
    public void A_pattern_of_a_directory_above_sees_the_names_between()
    {
        FilterAnchor anchor = FilterAnchor.AtAncestor("me/"u8);

        Assert.True(IsMatch("/me/foo", "foo", FilterFlags.None, anchor));
        Assert.False(IsMatch("/foo", "foo", FilterFlags.None, anchor));
    }

    [Fact]
    public void Asking_allocates_nothing()
    {
        FilterArguments arguments = new();
        foreach (string rule in (string[])["- *.o", "+ /a/**/b", "-/ /x/y*", "- dir/***", "P **/z[a-c]", "- a/b/c?", "-! */"])
        {
            arguments.AddRule(Bytes(rule));
        }

        FilterScope scope = arguments.Build(deleteExcluded: false).OpenScope(new FilterRoot { AbsolutePath = Bytes("/x") });
        AskAll(scope);
        long before = GC.GetAllocatedBytesForCurrentThread();

        AskAll(scope);

        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    private static void AskAll(FilterScope scope)
    {
        for (int i = 0; i < 100; i++)
        {
            scope.Hides("some/where/dir"u8, isDirectory: true);
            scope.Hides("a/long/way/to/b"u8, isDirectory: false);
            scope.Protects("some/where/za"u8, isDirectory: false);
        }
    }

    private static bool IsMatch(string pattern, string path, FilterFlags flags, FilterAnchor anchor) =>
        new FilterPattern(Bytes(pattern), flags, anchor).IsMatch(Bytes(path.TrimEnd('/')), path.EndsWith('/'), default);

    private static byte[] Bytes(string text) => Encoding.Latin1.GetBytes(text);
}
