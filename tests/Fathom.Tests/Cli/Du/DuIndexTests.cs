using System.Runtime.Versioning;
using System.Text;
using Fathom.Index;
using Fathom.Local;
using Fathom.Tests.Index;
using Fathom.Tests.Support;
using Xunit;

namespace Fathom.Tests.Cli.Du;

/// <summary>du of an index prints what du of the tree prints.</summary>
[SupportedOSPlatform("linux")]
public sealed class DuIndexTests(DuFixture trees)
{
    private static readonly string[] s_options =
        ["", "-a", "-s", "-c", "-h -d1", "-a -d2 -k", "--inodes", "--time -a", "-b -0", "--apparent-size -t 1K", "-a -t -4096", "--si -d 3"];

    [Theory]
    [InlineData(TreeShape.Mix)]
    [InlineData(TreeShape.Wide)]
    [InlineData(TreeShape.Deep)]
    [InlineData(TreeShape.Flat)]
    [InlineData(TreeShape.Odd)]
    public void The_bytes_are_those_of_the_walk(TreeShape shape)
    {
        using TempFolder folder = new();
        Compare(folder, trees.Tree(shape));
    }

    [Fact]
    public void The_bytes_are_those_of_the_walk_on_a_system_tree()
    {
        using TempFolder folder = new();
        Compare(folder, "/usr/share/perl5");
    }

    [Fact]
    public void A_part_several_operands_and_names_that_are_no_text_are_as_with_the_walk()
    {
        using TempFolder folder = new();
        ShellRun run = Run(
            folder,
            """
            mkdir -p t/a/b $'t/\xff/c' 't/x:y'
            printf 12345 > t/a/b/f; printf 1 > $'t/\xff/c/g'; printf 1 > t/h; ln t/a/b/f t/a/b/f2
            $fathom scan t -o t.fathom -q
            same() { cmp <($fathom du -ac --time "${live[@]}") <($fathom du -ac --time "${index[@]}") || echo "differ: ${index[*]}"; }
            live=(t/a); index=(t.fathom:a); same
            live=(t/a/b); index=(t.fathom:t/a/b); same
            live=(t/a/b/f); index=(t.fathom:a/b/f); same
            live=($'t/\xff'); index=($'t.fathom:\xff'); same
            live=(t/x:y); index=(t.fathom:x:y); same
            live=(t/a/b t/a); index=(t.fathom:a/b t.fathom:a); $fathom du -ac "${live[@]}" > l; $fathom du -ac "${index[@]}" > i; cmp l i
            live=(t t/a); index=(t.fathom t.fathom:a); same
            live=(t/a t.fathom/.); index=(t.fathom:a t.fathom/.); same
            """);

        Assert.Equal("", run.Text);
        Assert.Equal("", run.Error);
        Assert.Equal(0, run.ExitCode);
    }

    [Fact]
    public void The_document_differs_in_nothing_but_the_time_it_took()
    {
        using TempFolder folder = new();
        ShellRun run = Run(
            folder,
            $$"""
            $fathom scan '{{trees.Tree(TreeShape.Odd)}}' -o t.fathom -q
            cmp <($fathom du -a --json '{{trees.Tree(TreeShape.Odd)}}' | sed 's/"seconds":.*//') <($fathom du -a --json t.fathom | sed 's/"seconds":.*//')
            """);

        Assert.Equal((0, "", ""), (run.ExitCode, run.Text, run.Error));
    }

    [Theory]
    [InlineData("-l", "--count-links")]
    [InlineData("-x", "--one-file-system")]
    [InlineData("-L", "--dereference")]
    [InlineData("--exclude=x", "--exclude")]
    [InlineData("--no-snapshots", "--no-snapshots")]
    public void What_only_a_walk_can_tell_is_refused_with_the_reason(string option, string named)
    {
        using SampleIndex sample = SampleIndex.Of(_ => { });
        ShellRun run = Run(sample.Folder, $"$fathom du {option} tree.fathom");

        Assert.Equal((2, ""), (run.ExitCode, run.Text));
        Assert.Contains($"{named} cannot be answered from 'tree.fathom'", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void A_missing_place_is_told_and_the_others_are_answered()
    {
        using SampleIndex sample = SampleIndex.Of(tree => Directory.CreateDirectory($"{tree}/there"));
        ShellRun run = Run(sample.Folder, "$fathom du tree.fathom:nope tree.fathom:there");

        Assert.Equal(1, run.ExitCode);
        Assert.EndsWith($"\t{sample.Tree}/there\n", run.Text, StringComparison.Ordinal);
        Assert.Equal("fathom du: cannot access 'tree.fathom:nope': No such file or directory in the index\n", run.Error);
    }

    [Fact]
    public void A_file_whose_name_has_a_colon_is_that_file()
    {
        using SampleIndex sample = SampleIndex.Of(tree => Directory.CreateDirectory($"{tree}/a"));
        ShellRun run = Run(sample.Folder, "printf 123 > tree.fathom:a; $fathom du -b tree.fathom:a");

        Assert.Equal((0, "3\ttree.fathom:a\n", ""), (run.ExitCode, run.Text, run.Error));
    }

    [Fact]
    public void An_index_that_is_not_finished_is_not_answered_from()
    {
        using SampleIndex sample = SampleIndex.Of(_ => { });
        using (IndexScan.Create(sample.Folder.At("begun.fathom"), [Encoding.UTF8.GetBytes(sample.Tree)], new ScanOptions()))
        {
        }

        ShellRun run = Run(sample.Folder, "$fathom du begun.fathom");

        Assert.Equal((1, ""), (run.ExitCode, run.Text));
        Assert.Contains("fathom scan --resume -o 'begun.fathom'", run.Error, StringComparison.Ordinal);
    }

    private static void Compare(TempFolder folder, string tree)
    {
        StringBuilder script = new($"$fathom scan '{tree}' -o t.fathom -q\n");
        foreach (string option in s_options)
        {
            script.Append($"$fathom du {option} '{tree}' > live; $fathom du {option} t.fathom > index; cmp live index || echo 'differ: {option}'\n");
        }

        ShellRun run = Run(folder, script.ToString());

        Assert.Equal((0, "", ""), (run.ExitCode, run.Text, run.Error));
    }

    private static ShellRun Run(TempFolder folder, string script) =>
        ShellRun.Of($"cd '{folder.Path}'\n{script}", ("FATHOM_LIBDUCKDB", IndexLibraries.DuckDbPath));
}
