using System.Text;
using Fathom.Transfer;
using FsCheck;
using FsCheck.Fluent;
using Xunit;

namespace Fathom.Tests.Transfer.Filters;

public sealed class WildmatchTests
{
    [Theory]
    [InlineData("foo", "foo", true)]
    [InlineData("foo", "fo", false)]
    [InlineData("", "", true)]
    [InlineData("?", "/", false)]
    [InlineData("*", "", true)]
    [InlineData("*", "a/b", false)]
    [InlineData("**", "a/b", true)]
    [InlineData("***", "a/b", true)]
    [InlineData("a/*/b", "a/x/b", true)]
    [InlineData("a/*/b", "a/x/y/b", false)]
    [InlineData("a/**/b", "a/x/y/b", true)]
    [InlineData("a/**/b", "a/b", false)]
    [InlineData("**a*b", "x/a/ayb", true)]
    [InlineData("*/*a", "x/ya", true)]
    [InlineData("[a-c]", "b", true)]
    [InlineData("[!a-c]", "b", false)]
    [InlineData("[^a-c]", "d", true)]
    [InlineData("[!a]", "/", false)]
    [InlineData("[]a]", "]", true)]
    [InlineData("[]-c]", "a", true)]
    [InlineData("[a-]", "-", true)]
    [InlineData("[\\]]", "]", true)]
    [InlineData("[a-\\c]", "b", true)]
    [InlineData("[[:digit:]x]", "7", true)]
    [InlineData("[[:nonsense:]a]", "a", false)]
    [InlineData("[[:alpha]", ":", true)]
    [InlineData("[a", "a", false)]
    [InlineData("[a", "[a", false)]
    [InlineData("\\*", "*", true)]
    [InlineData("\\*", "x", false)]
    [InlineData("a\\", "a\\", false)]
    public void Patterns_match_as_those_of_rsync(string pattern, string text, bool matches)
    {
        Assert.Equal(matches, Wildmatch.IsMatch(Bytes(pattern), Bytes(text)));
    }

    [Fact]
    public void Going_back_to_the_newest_star_is_as_good_as_trying_everything()
    {
        Gen<string> pattern = Fragments(["a", "b", "/", "*", "*", "**", "?", "[ab]", "[!a]", "\\a"]);
        Gen<string> text = Fragments(["a", "b", "c", "/", "aa"]);
        Prop.ForAll(
            pattern.ToArbitrary(),
            text.ToArbitrary(),
            static (p, t) => Wildmatch.IsMatch(Bytes(p), Bytes(t)) == TriesEverything(p, t)).Check(Config.QuickThrowOnFailure.WithMaxTest(50_000));
    }

    [Fact]
    public void Many_stars_come_to_an_end()
    {
        byte[] pattern = Bytes(string.Concat(Enumerable.Repeat("*a", 60)) + "**" + string.Concat(Enumerable.Repeat("*a", 60)) + "b");

        Assert.False(Wildmatch.IsMatch(pattern, Bytes(new string('a', 2_000))));
    }

    private static bool TriesEverything(string p, string t)
    {
        if (p.Length == 0)
        {
            return t.Length == 0;
        }

        if (p[0] == '*')
        {
            int stars = p.Length - p.TrimStart('*').Length;
            for (int taken = 0; taken <= t.Length; taken++)
            {
                if (stars == 1 && t[..taken].Contains('/'))
                {
                    return false;
                }

                if (TriesEverything(p[stars..], t[taken..]))
                {
                    return true;
                }
            }

            return false;
        }

        if (t.Length == 0)
        {
            return false;
        }

        (int length, bool fits) = p[0] switch
        {
            '?' => (1, t[0] != '/'),
            '\\' => (2, t[0] == p[1]),
            '[' when p[1] == '!' => (4, t[0] is not ('a' or '/')),
            '[' => (4, t[0] is 'a' or 'b'),
            _ => (1, t[0] == p[0]),
        };
        return fits && TriesEverything(p[length..], t[1..]);
    }

    private static Gen<string> Fragments(string[] fragments) =>
        Gen.Elements(fragments).ListOf().Resize(9).Select(static list => string.Concat(list));

    private static byte[] Bytes(string text) => Encoding.Latin1.GetBytes(text);
}
