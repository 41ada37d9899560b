using System.Runtime.Versioning;
using System.Text;
using Fathom.Tests.Support;
using Xunit;

namespace Fathom.Tests.Transfer.Filters;

[SupportedOSPlatform("linux")]
public sealed class FilterScopeTests
{
    private static readonly string[] s_parts =
        ["a", "b", "ab", "*", "*", "?", "**", "/", "/", "[ab]", "[!a]", "[[:alpha:]]", "[a-b]", "\\", "\\[", ".o", ".c", "x", "\u00e9", "core", "a b", "src", "***"];

    private static readonly string[] s_prefixes =
        ["-", "-", "-", "-", "+", "+", "-s", "-r", "-p", "-!", "-/", "+/", "-sp", "-!s", "-rs", "+s", "+r", "H", "S", "P", "R", "exclude", "include",
            "hide", "protect,p", "risk", "show", "exclude,/", "-,!"];

    private static readonly string[] s_directoryRules =
        [": .rules", ":n .rules", ":e .rules", ":- .two", ":n- .two", ":s- .two", ":r .two", ":+ .two", ":p .two", ":C", "-C", ": /.rules", ":n /.two",
            "dir-merge .rules", "dir-merge,n .two", ":w- .two", ": ../.rules"];

    [Fact]
    public void Rules_of_the_command_line_decide_as_rsync_does() => Compare(seed: 1, cases: 150, usesDirectories: false);

    [Fact]
    public void Rules_of_directories_decide_as_rsync_does() => Compare(seed: 2, cases: 150, usesDirectories: true);

    private static void Compare(int seed, int cases, bool usesDirectories)
    {
        Random random = new(seed);
        using FilterTrees trees = new();
        for (int i = 0; i < cases; i++)
        {
            List<string> rules = MakeRules(random, usesDirectories);
            StringBuilder shown = new(string.Join('\n', rules));
            if (usesDirectories)
            {
                PutFiles(random, trees, shown);
            }

            (bool namesTop, bool deleteExcluded) = (random.Next(4) == 0, random.Next(4) == 0);
            IReadOnlyCollection<string> expected = trees.AskRsync(rules, namesTop, deleteExcluded);
            IReadOnlyCollection<string> actual = new FilterCase(trees, rules, namesTop, deleteExcluded).Decide();

            if (!expected.SequenceEqual(actual))
            {
                Assert.Fail($"""
                    case {i}, top {namesTop}, --delete-excluded {deleteExcluded}
                    {shown}
                    rsync alone: {string.Join(", ", expected.Except(actual).Take(8))}
                    ours alone: {string.Join(", ", actual.Except(expected).Take(8))}
                    """);
            }

            trees.RemoveRules();
        }
    }

    private static void PutFiles(Random random, FilterTrees trees, StringBuilder shown)
    {
        foreach (string directory in trees.Directories.Order(StringComparer.Ordinal).ToArray())
        {
            foreach (string name in (string[])[".rules", ".two", ".cvsignore"])
            {
                if (random.Next(8) != 0)
                {
                    continue;
                }

                string content = MakeContent(random, name);
                trees.PutRules(directory, name, content);
                shown.Append($"\n{directory}{name}: {content.Replace('\n', '|')}");
            }
        }

        if (random.Next(2) == 0)
        {
            string content = MakeContent(random, ".rules");
            trees.PutRulesAbove(".rules", content);
            shown.Append($"\nabove: {content.Replace('\n', '|')}");
        }
    }

    // Only ".rules" is read with prefixes by every rule above; the other two hold what is a pattern, and a rule, alike.
    private static string MakeContent(Random random, string name)
    {
        StringBuilder content = new("# a comment\n");
        for (int i = random.Next(1, 4); i > 0; i--)
        {
            string pattern = MakePattern(random).Replace(' ', '?');
            content.Append(name == ".rules" ? MakeRule(random, random.Next(6) == 0) : name == ".two" ? "-_" + pattern : pattern).Append('\n');
        }

        return content.ToString();
    }

    private static List<string> MakeRules(Random random, bool usesDirectories)
    {
        List<string> rules = [];
        for (int i = random.Next(1, 6); i > 0; i--)
        {
            rules.Add(MakeRule(random, usesDirectories && random.Next(2) == 0));
        }

        return rules;
    }

    private static string MakeRule(Random random, bool ofDirectories)
    {
        if (ofDirectories)
        {
            return Pick(random, s_directoryRules);
        }

        return random.Next(30) == 0 ? "!" : $"{Pick(random, s_prefixes)}{(random.Next(2) == 0 ? ' ' : '_')}{MakePattern(random)}";
    }

    private static string MakePattern(Random random)
    {
        StringBuilder pattern = new(random.Next(4) == 0 ? "/" : "");
        for (int i = random.Next(1, 6); i > 0; i--)
        {
            pattern.Append(Pick(random, s_parts));
        }

        return pattern.Append(random.Next(4) == 0 ? "/" : "").ToString();
    }

    private static string Pick(Random random, string[] of) => of[random.Next(of.Length)];
}
