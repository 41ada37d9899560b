using System.Diagnostics;
using System.Text;
using Fathom.Tests.Interop;
using FsCheck;
using FsCheck.Fluent;
using Xunit;

namespace Fathom.Tests.Filters;

public sealed class GlobPatternTests
{
    [Theory]
    [InlineData("abc", "abc", true)]
    [InlineData("abc", "abcd", false)]
    [InlineData("", "", true)]
    [InlineData("", "a", false)]
    [InlineData("*", "", true)]
    [InlineData("*", ".hidden/x", true)]
    [InlineData("*.o", "a/b.o", true)]
    [InlineData("*.o", "b.oo", false)]
    [InlineData("build*", "build/x", true)]
    [InlineData("*tmp*", "a/tmp/b", true)]
    [InlineData("?", "/", true)]
    [InlineData("?", "é", true)]
    [InlineData("??", "é", false)]
    [InlineData("*??", "é", false)]
    [InlineData("*[!é]", "é", false)]
    [InlineData("a*b*c", "aXbYbZc", true)]
    [InlineData("a*b*c", "aXbYbZ", false)]
    [InlineData("[a-c]x", "bx", true)]
    [InlineData("[!a-c]x", "bx", false)]
    [InlineData("[^a-c]x", "dx", true)]
    [InlineData("[]a]", "]", true)]
    [InlineData("[!]a]", "]", false)]
    [InlineData("[a-]", "-", true)]
    [InlineData("[\\]]", "]", true)]
    [InlineData("[[:digit:]x]", "7", true)]
    [InlineData("[[:alpha:]]", "ß", true)]
    [InlineData("[[:nonsense:]]", "a", false)]
    [InlineData("[[:upper:][:space:]]", " ", true)]
    [InlineData("[à-ü]", "é", true)]
    [InlineData("[abc", "[abc", true)]
    [InlineData("\\*", "*", true)]
    [InlineData("\\*", "x", false)]
    [InlineData("*\\*", "x*", true)]
    [InlineData("a\\", "a\\", true)]
    [InlineData("*\\", "a\\", false)]
    [InlineData("\\a\\b", "ab", true)]
    [InlineData("a\\**", "a*b", true)]
    [InlineData("a\\\\*", "a\\b", true)]
    public void Patterns_match_as_the_standard_says(string pattern, string text, bool matches)
    {
        Assert.Equal(matches, new GlobPattern(Bytes(pattern)).IsMatch(Bytes(text)));
    }

    [Fact]
    public void A_byte_that_is_no_UTF8_is_a_character()
    {
        Assert.True(new GlobPattern("?"u8).IsMatch([0xff]));
        Assert.False(new GlobPattern("?"u8).IsMatch([0xff, 0xfe]));
        Assert.True(new GlobPattern("a??b"u8).IsMatch([(byte)'a', 0xc3, 0xff, (byte)'b']));
        Assert.True(new GlobPattern([(byte)'[', 0xff, (byte)']']).IsMatch([0xff]));
        Assert.False(new GlobPattern([(byte)'[', 0xff, (byte)']']).IsMatch("ÿ"u8));
        Assert.True(new GlobPattern("[!a]"u8).IsMatch([0xff]));
    }

    [Theory]
    [InlineData("lit/eral", GlobShape.Literal)]
    [InlineData("li\\*t", GlobShape.Literal)]
    [InlineData("*.o", GlobShape.Suffix)]
    [InlineData("pre*", GlobShape.Prefix)]
    [InlineData("*in*", GlobShape.Infix)]
    [InlineData("*", GlobShape.Suffix)]
    [InlineData("a*b", GlobShape.General)]
    [InlineData("*.[ch]", GlobShape.General)]
    internal void Plain_patterns_need_no_matcher(string pattern, GlobShape shape)
    {
        Assert.Equal(shape, new GlobPattern(Bytes(pattern)).Shape);
    }

    [Fact]
    public void Many_stars_take_no_exponential_time()
    {
        GlobPattern pattern = new(Bytes(string.Concat(Enumerable.Repeat("*a", 100)) + "b"));
        byte[] text = Bytes(new string('a', 10_000));
        Stopwatch watch = Stopwatch.StartNew();

        Assert.False(pattern.IsMatch(text));

        Assert.InRange(watch.Elapsed.TotalSeconds, 0, 5);
    }

    [Fact]
    public void Patterns_match_what_the_C_library_says()
    {
        Gen<string> pattern = Fragments(["a", "b", "é", "/", ".", "-", "*", "*", "?", "\\*", "\\b", "[ab]", "[!a]", "[^b/]", "[a-c]", "[é-ü]",
            "[]a]", "[!]-]", "[a-]", "[[:alpha:]]", "[[:punct:]b]", "[\\]a]", "[[.a.]-c]", "[[=b=]]", "[b\\-]"]);
        Gen<string> text = Fragments(["a", "b", "c", "é", "ö", "/", ".", "-", "]", "*", "\\"]);
        Prop.ForAll(
            pattern.ToArbitrary(),
            text.ToArbitrary(),
            static (p, t) => IsAsInC(p, t)).Check(Config.QuickThrowOnFailure.WithMaxTest(50_000));
    }

    // What glibc does not match as characters it tries again as bytes: there "??" matches "é".
    private static bool IsAsInC(string pattern, string text)
    {
        (byte[] p, byte[] t) = (Bytes(pattern + "\0"), Bytes(text + "\0"));
        bool ours = new GlobPattern(Bytes(pattern)).IsMatch(Bytes(text));
        return (ours || Fnmatch.IsMatch(p, t, asBytes: true)) == Fnmatch.IsMatch(p, t, asBytes: false);
    }

    private static Gen<string> Fragments(string[] fragments) =>
        Gen.Elements(fragments).ListOf().Resize(8).Select(static list => string.Concat(list));

    private static byte[] Bytes(string text) => Encoding.UTF8.GetBytes(text);
}
