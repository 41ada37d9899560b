using System.Text;
using Fathom.Transfer;
using Xunit;

namespace Fathom.Tests.Transfer.Filters;

public sealed class FilterArgumentsTests
{
    [Theory]
    [InlineData("foo", "unknown filter rule: foo")]
    [InlineData("excludefoo", "unknown filter rule: excludefoo")]
    [InlineData("-foo", "invalid modifier 'f' at position 1 in filter rule: -foo")]
    [InlineData("--", "invalid modifier '-' at position 1")]
    [InlineData("Hs foo", "invalid modifier 's' at position 1")]
    [InlineData("HC", "invalid modifier 'C' at position 1")]
    [InlineData(":! foo", "invalid modifier '!' at position 1")]
    [InlineData(":-+ foo", "invalid modifier '+' at position 2")]
    [InlineData("-n foo", "invalid modifier 'n' at position 1")]
    [InlineData("-", "unexpected end of filter rule: -")]
    [InlineData("- ", "unexpected end of filter rule: - ")]
    [InlineData("-/", "unexpected end of filter rule: -/")]
    [InlineData("merge", "unexpected end of filter rule: merge")]
    [InlineData("! x", "'!' rule has trailing characters: ! x")]
    [InlineData(": ..", "filter rule does not name a file: : ..")]
    [InlineData(": a/", "filter rule does not name a file: : a/")]
    public void A_rule_without_meaning_is_named(string rule, string message)
    {
        FilterException e = Assert.Throws<FilterException>(() => new FilterArguments().AddRule(Bytes(rule)));

        Assert.StartsWith(message, e.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("exclude foo")]
    [InlineData("hide_foo")]
    [InlineData("H,p foo")]
    [InlineData("-_foo")]
    [InlineData("-,s foo")]
    [InlineData("-sr foo")]
    public void Names_of_rules_are_short_or_long(string rule)
    {
        FilterScope scope = Scope(arguments => arguments.AddRule(Bytes(rule)));

        Assert.True(scope.Hides("a/foo"u8, isDirectory: false));
        Assert.False(scope.Hides("a/bar"u8, isDirectory: false));
    }

    [Fact]
    public void Old_patterns_take_a_prefix_of_their_own()
    {
        FilterScope scope = Scope(static arguments =>
        {
            arguments.AddExclude("+ keep"u8);
            arguments.AddInclude("- drop"u8);
            arguments.AddInclude("in"u8);
            arguments.AddExclude("!in"u8);
            arguments.AddExclude("-?"u8);
            arguments.AddExclude("keep"u8);
            arguments.AddExclude(""u8);
        });

        Assert.False(scope.Hides("keep"u8, isDirectory: false));
        Assert.True(scope.Hides("drop"u8, isDirectory: false));
        Assert.True(scope.Hides("!in"u8, isDirectory: false));
        Assert.True(scope.Hides("-x"u8, isDirectory: false));
    }

    [Fact]
    public void A_clear_forgets_what_was_before()
    {
        FilterScope scope = Scope(static arguments =>
        {
            arguments.AddExclude("a"u8);
            arguments.AddRule(": .rules"u8);
            arguments.AddRule("clear"u8);
            arguments.AddExclude("b"u8);
            arguments.AddExcludeFrom("c\n!\nd\n"u8, "file");
        });

        Assert.False(scope.Rules.ReadsDirectories);
        Assert.False(scope.Hides("a"u8, isDirectory: false));
        Assert.False(scope.Hides("b"u8, isDirectory: false));
        Assert.True(scope.Hides("d"u8, isDirectory: false));
    }

    [Fact]
    public void Files_of_patterns_have_comments_and_three_ends_of_lines()
    {
        FilterScope scope = Scope(static arguments => arguments.AddExcludeFrom("# a\r\n;b\r\n\r\n+ keep*\rdrop\nke*"u8, "file"));

        Assert.False(scope.Hides("keeper"u8, isDirectory: false));
        Assert.True(scope.Hides("ke"u8, isDirectory: false));
        Assert.True(scope.Hides("drop"u8, isDirectory: false));
        Assert.False(scope.Hides(";b"u8, isDirectory: false));
    }

    [Fact]
    public void Rules_that_end_with_NUL_may_have_lines()
    {
        FilterArguments arguments = new(nulSeparated: true);
        arguments.AddExcludeFrom("a\nb\0c\0"u8, "file");
        FilterScope scope = arguments.Build(deleteExcluded: false).OpenScope(FilterRoot.Unknown);

        Assert.True(scope.Hides("a\nb"u8, isDirectory: false));
        Assert.True(scope.Hides("c"u8, isDirectory: false));
        Assert.False(scope.Hides("a"u8, isDirectory: false));
    }

    [Fact]
    public void A_merged_file_gives_its_modifiers_to_its_rules()
    {
        Dictionary<string, string> files = new()
        {
            ["words"] = "-_a +_b\n*",
            ["sided"] = "- a",
            ["plain"] = "- a\n# no rule",
        };
        FilterArguments arguments = new(path => Bytes(files[Encoding.UTF8.GetString(path)]));
        arguments.AddRule(".-w words"u8);
        FilterScope words = arguments.Build(deleteExcluded: false).OpenScope(FilterRoot.Unknown);
        Assert.True(words.Hides("-_a"u8, isDirectory: false));
        Assert.True(words.Hides("anything"u8, isDirectory: false));

        arguments.AddRule("!"u8);
        arguments.AddRule("merge,r sided"u8);
        FilterScope sided = arguments.Build(deleteExcluded: false).OpenScope(FilterRoot.Unknown);
        Assert.False(sided.Hides("a"u8, isDirectory: false));
        Assert.True(sided.Protects("a"u8, isDirectory: false));

        files["sided"] = "H a";
        Assert.Contains("sided, line 1", Assert.Throws<FilterException>(() => arguments.AddRule(".s sided"u8)).Message, StringComparison.Ordinal);

        arguments.AddRule("!"u8);
        arguments.AddRule(".- plain"u8);
        FilterScope plain = arguments.Build(deleteExcluded: false).OpenScope(FilterRoot.Unknown);
        Assert.True(plain.Hides("- a"u8, isDirectory: false));
        Assert.False(plain.Hides("a"u8, isDirectory: false));
    }

    [Fact]
    public void A_file_that_merges_itself_is_an_error()
    {
        FilterArguments arguments = new(static _ => Bytes("- a\n. again\n"));

        Assert.Contains("without end", Assert.Throws<FilterException>(() => arguments.AddRule(". again"u8)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_file_that_is_not_there_is_named()
    {
        FathomException e = Assert.Throws<FathomException>(static () => new FilterArguments().AddRule(". missing"u8));

        Assert.Equal("missing", Encoding.UTF8.GetString(e.Path));
        Assert.Equal(Errno.ENOENT, e.Errno);
    }

    [Fact]
    public void What_CVS_ignores_comes_last_and_gives_way_when_its_directory_goes()
    {
        FilterArguments arguments = new(cvsPatterns: "mine* other"u8);
        arguments.ExcludeCvs();
        arguments.AddInclude("keep.o"u8);
        FilterRules rules = arguments.Build(deleteExcluded: false);
        FilterScope scope = rules.OpenScope(FilterRoot.Unknown);

        Assert.True(rules.ReadsDirectories);
        Assert.False(scope.Hides("d/keep.o"u8, isDirectory: false));
        Assert.True(scope.Hides("d/x.o"u8, isDirectory: false));
        Assert.True(scope.Hides(".git"u8, isDirectory: true));
        Assert.False(scope.Hides(".git"u8, isDirectory: false));
        Assert.True(scope.Hides("mine1"u8, isDirectory: false));
        Assert.True(scope.Protects("d/x.o"u8, isDirectory: false));
        Assert.False(scope.Protects("d/x.o"u8, isDirectory: false, ignoresPerishable: true));
        Assert.True(scope.Protects("other"u8, isDirectory: false, ignoresPerishable: true));
    }

    [Fact]
    public void F_names_the_files_of_directories_and_twice_leaves_them_out()
    {
        FilterScope once = Scope(static arguments => arguments.AddPerDirectoryFiles());
        FilterScope twice = Scope(static arguments =>
        {
            arguments.AddPerDirectoryFiles();
            arguments.AddPerDirectoryFiles();
            arguments.AddPerDirectoryFiles();
        });

        Assert.True(once.Rules.ReadsDirectories);
        Assert.False(once.Hides(".rsync-filter"u8, isDirectory: false));
        Assert.True(twice.Hides("d/.rsync-filter"u8, isDirectory: false));
    }

    [Fact]
    public void Rules_for_extended_attributes_are_for_them_alone()
    {
        FilterScope scope = Scope(static arguments =>
        {
            arguments.AddRule("-x user.secret*"u8);
            arguments.AddRule("-xr user.kept"u8);
            arguments.AddRule("- system.*"u8);
        });

        Assert.True(scope.HasXattrRules);
        Assert.True(scope.HidesXattr("user.secret.1"u8));
        Assert.False(scope.HidesXattr("system.posix"u8));
        Assert.False(scope.HidesXattr("user.kept"u8));
        Assert.True(scope.ProtectsXattr("user.kept"u8));
        Assert.False(scope.Hides("user.secret"u8, isDirectory: false));
        Assert.False(Scope(static arguments => arguments.AddExclude("a"u8)).HasXattrRules);
    }

    [Fact]
    public void Rules_without_a_side_delete_nothing_less_with_delete_excluded()
    {
        FilterArguments arguments = new();
        arguments.AddExclude("a"u8);
        arguments.AddRule("P b"u8);
        arguments.AddRule("-rs c"u8);
        FilterScope scope = arguments.Build(deleteExcluded: true).OpenScope(FilterRoot.Unknown);

        Assert.True(scope.Hides("a"u8, isDirectory: false));
        Assert.False(scope.Protects("a"u8, isDirectory: false));
        Assert.True(scope.Protects("b"u8, isDirectory: false));
        Assert.True(scope.Protects("c"u8, isDirectory: false));
    }

    [Fact]
    public void Rules_that_are_none_ask_for_nothing()
    {
        Assert.True(FilterRules.None.IsEmpty);
        Assert.True(FilterRules.None.OpenScope(FilterRoot.Unknown).IsEmpty);
        Assert.False(Scope(static arguments => arguments.AddRule("P a"u8)).IsEmpty);
    }

    private static FilterScope Scope(Action<FilterArguments> add)
    {
        FilterArguments arguments = new();
        add(arguments);
        return arguments.Build(deleteExcluded: false).OpenScope(FilterRoot.Unknown);
    }

    private static byte[] Bytes(string text) => Encoding.Latin1.GetBytes(text);
}
