using System.CommandLine;
using Fathom.Cli;
using Xunit;

namespace Fathom.Tests.Cli.Arguments;

public sealed class ArgumentListTests
{
    private readonly SampleCommands _sample = new();

    [Fact]
    public void Short_options_bundle_and_take_attached_values()
    {
        ParseResult result = _sample.Parse("-fhd3", "-t4K", "x");
        Assert.True(result.GetValue(_sample.Flag));
        Assert.Equal(3, result.GetValue(_sample.Depth));
        Assert.Equal(4096, result.GetValue(_sample.Threshold));
        Assert.Equal(["x"], result.GetValue(_sample.Paths)!);
    }

    [Theory]
    [InlineData("-Bk", 1024UL)] // k is a flag too
    [InlineData("-Bm", 1024UL * 1024)]
    [InlineData("-B1K", 1024UL)]
    public void A_value_is_never_taken_for_a_flag(string word, ulong blockSize) =>
        Assert.Equal(blockSize, _sample.Sizes.Resolve(_sample.Parse(word), _ => null).BlockSize);

    [Fact]
    public void Values_may_begin_with_a_dash()
    {
        Assert.Equal(-5, _sample.Parse("-t", "-5").GetValue(_sample.Threshold));
        Assert.Equal(-5, _sample.Parse("--threshold", "-5").GetValue(_sample.Threshold));
        Assert.Equal(["-f"], _sample.Parse("-X", "-f").GetValue(_sample.Exclude)!);
        Assert.Equal([""], _sample.Parse("--exclude=").GetValue(_sample.Exclude)!);
        Assert.Equal(["a=b:c"], _sample.Parse("--exclude=a=b:c").GetValue(_sample.Exclude)!);
    }

    [Fact]
    public void A_repeated_option_counts_where_it_stands_last()
    {
        Assert.Equal(2, _sample.Parse("-d1", "-d2", "-f", "-f").GetValue(_sample.Depth));
        Assert.Equal(["a", "b"], _sample.Parse("-Xa", "p", "-X", "b").GetValue(_sample.Exclude)!);
    }

    [Fact]
    public void Operands_are_taken_as_they_are()
    {
        string[] odd = ["-", "@file", "[suggest]", "sample", "a\uDCFFb", "", "\"q\""];
        Assert.Equal(odd, _sample.Parse(odd).GetValue(_sample.Paths)!);
        Assert.Equal(["--flag", "-f", "--"], _sample.Parse("--", "--flag", "-f", "--").GetValue(_sample.Paths)!);
        Assert.Equal(["x", "y"], _sample.Parse("x", "-f", "y").GetValue(_sample.Paths)!);
    }

    [Fact]
    public void An_optional_value_needs_its_equals_sign()
    {
        ParseResult result = _sample.Parse("--time", "x");
        Assert.NotNull(result.GetResult(_sample.Time));
        Assert.Null(result.GetValue(_sample.Time));
        Assert.Equal(["x"], result.GetValue(_sample.Paths)!);
        Assert.Equal("ctime", _sample.Parse("--time=ctime").GetValue(_sample.Time));
    }

    [Fact]
    public void Long_options_may_be_abbreviated()
    {
        Assert.Equal(7, _sample.Parse("--max=7").GetValue(_sample.Depth));
        Assert.Equal(["p"], _sample.Parse("--exclude", "p").GetValue(_sample.Exclude)!); // also begins --exclude-from
        Assert.True(_sample.Sizes.IsApparent(_sample.Parse("--app")));
    }

    [Fact]
    public void Options_of_a_group_go_by_their_whole_names_and_leave_abbreviations_to_the_others()
    {
        Assert.Equal(7, _sample.Parse("--max=7").GetValue(_sample.Depth));
        Assert.Equal(7, _sample.Parse("--max-calls=7").GetValue(_sample.Calls));
        Assert.Equal("unrecognized option '--max-c'", _sample.ErrorOf("sample", "--max-c=7"));
    }

    [Theory]
    [InlineData("30", 30_000)]
    [InlineData("0.5", 500)]
    [InlineData("0.001", 1)]
    [InlineData(".25", 250)]
    [InlineData("3600", 3_600_000)]
    public void Seconds_may_have_a_fraction(string text, int milliseconds) =>
        Assert.Equal(TimeSpan.FromMilliseconds(milliseconds), _sample.Parse("--patience", text).GetValue(_sample.Patience));

    [Theory]
    [InlineData("1024", 1024)]
    [InlineData("2K", 2048)]
    public void A_size_may_have_a_range(string text, long bytes) => Assert.Equal(bytes, _sample.Parse("--page", text).GetValue(_sample.Page));

    [Theory]
    [InlineData("invalid --patience argument 'soon': give seconds, such as 30 or 0.5", "sample", "--patience", "soon")]
    [InlineData("--patience argument '-1' is out of range: 0.001 to 3600 seconds", "sample", "--patience=-1")]
    [InlineData("--patience argument '3600.1' is out of range: 0.001 to 3600 seconds", "sample", "--patience", "3600.1")]
    [InlineData("--page argument '5K' is out of range: 1024 to 4096 bytes", "sample", "--page", "5K")]
    [InlineData("unrecognized option '--bogus'", "sample", "--bogus", "path")]
    [InlineData("invalid option -- 'q'", "sample", "-fq")]
    [InlineData("invalid option -- '\U0001F600'", "sample", "-\U0001F600")]
    [InlineData("option requires an argument -- 'd'", "sample", "-d")]
    [InlineData("option '--max-depth' requires an argument", "sample", "--max-depth")]
    [InlineData("option '--flag' doesn't allow an argument", "sample", "--flag=yes")]
    [InlineData("option '--t' is ambiguous; possibilities: --time --threshold", "sample", "--t")]
    [InlineData("invalid --max-depth argument 'x': give a whole number", "sample", "-d", "x")]
    [InlineData("--max-depth argument '101' is out of range: 0 to 100", "sample", "-d101")]
    [InlineData("invalid suffix in --threshold argument '3X'", "sample", "-t3X")]
    [InlineData("invalid --threshold argument '-0'", "sample", "-t-0")]
    [InlineData("--block-size argument '99999999999999999999' too large", "sample", "-B99999999999999999999")]
    [InlineData("a command is missing", "vault")]
    [InlineData("unknown command 'x'", "vault", "x")]
    [InlineData("missing operand DIR", "vault", "create")]
    [InlineData("extra operand 'b'", "vault", "create", "a", "b")]
    public void Mistakes_are_named(string message, params string[] args) => Assert.Equal(message, _sample.ErrorOf(args));

    [Fact]
    public void A_word_that_is_not_among_the_choices_is_an_error() => Assert.Contains("'round'", _sample.ErrorOf("sample", "--shape=round"), StringComparison.Ordinal);

    [Fact]
    public void Help_wins_over_what_follows_it()
    {
        ArgumentList list = ArgumentList.Read(_sample.Catalog.CreateAll(), ["sample", "--help", "--bogus"]);
        Assert.Equal(ArgumentRequest.Help, list.Request);
        Assert.Equal("sample", list.Command.Name);
    }

    [Theory]
    [InlineData("4.0K", "-k", "-h")]
    [InlineData("4", "-h", "-k")]
    [InlineData("4096", "-hkb")]
    [InlineData("1M", "-b", "-BM")]
    [InlineData("4.1k", "--si", "--apparent-size")]
    [InlineData("8", "--flag")] // from the environment
    public void The_last_size_format_wins(string expected, params string[] args)
    {
        ParseResult result = _sample.Parse(args);
        Assert.Equal(expected, _sample.Sizes.Resolve(result, name => name == "POSIXLY_CORRECT" ? "" : null).ToText(4096));
    }
}
