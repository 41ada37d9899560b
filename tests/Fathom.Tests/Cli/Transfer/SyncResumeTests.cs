using System.Runtime.Versioning;
using Fathom.Nfs;
using Fathom.Tests.Cli.Nfs;
using Fathom.Tests.Nfs.Server;
using Fathom.Tests.Support;
using Xunit;

namespace Fathom.Tests.Cli.Transfer;

/// <summary><c>fathom sync --resume</c>, as it is typed.</summary>
[SupportedOSPlatform("linux")]
public sealed class SyncResumeTests : IDisposable
{
    // Ends a slow run as soon as it has a journal.
    private const string BreakOff = """
        mkdir -p a; for i in {100..399}; do mkdir a/dir$i; head -c 2000 /dev/urandom > a/dir$i/f; done
        broken() { $fathom sync "$@" --bwlimit=100 --journal-interval=0 2> /dev/null & pid=$!
            until grep -q -e 'dir1[3-9]' -e 'dir[23]' $(find state -name '*journal' -size +0 2> /dev/null) /dev/null || ! kill -0 $pid 2> /dev/null; do sleep 0.01; done; kill -$signal $pid; { wait $pid; } 2> /dev/null; echo $?; }
        """;

    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("TERM", 20)]
    [InlineData("KILL", 137)]
    public void A_run_goes_on_where_one_was_broken_off(string signal, int exitCode)
    {
        ShellRun run = Run($"""
            signal={signal}; {BreakOff}
            broken -a --delete a/ b
            $fathom sync -a --delete --resume --stats a/ b > told; echo $?; diff -r a b && echo same; find state -type f
            grep -c 'Number of files: [0-9]' told; grep 'reg: 300' told
            """);

        Assert.Equal($"{exitCode}\n0\nsame\n1\n", run.Text);
        Assert.Matches(@"^fathom sync: goes on at 'dir\d\d\d': that is how far the run of \d+ s ago got(; what it left undone before is tried again \(\d+\))?; what changed there meanwhile is not seen\n$", run.Error);
    }

    [Fact]
    public void A_vault_is_resumed_too()
    {
        ShellRun run = Run($"""
            signal=TERM; {BreakOff}
            $fathom vault create v > /dev/null 2>&1
            broken -rt a/ vault:v
            $fathom sync -rt --resume a/ vault:v; echo $?
            $fathom sync -rt vault:v/ back; echo $?; diff -r a back && echo same; find state -type f
            """);

        Assert.Equal("20\n0\n0\nsame\n", run.Text);
        Assert.StartsWith("fathom sync: goes on at 'd", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void Of_a_server_only_what_was_not_done_is_listed_again()
    {
        using FakeNfsServer server = FakeNfsServer.Start(NfsProgram.Tree(20));
        _folder.Write("b/d7/e/g.bin/in/the/way", "");
        string[] arguments = ["sync", "-r", "--journal=" + _folder.At("journal"), "--journal-interval=0", server.Url.Replace("?", "/?", StringComparison.Ordinal), _folder.At("b")];
        NfsProgram.AssertSays(NfsProgram.Run(arguments), 23, "'d7/e/g.bin'");
        int before = server.Count(Nfs3.ReadDirPlus);
        Directory.Delete(_folder.At("b/d7/e/g.bin"), recursive: true);

        NfsProgram.AssertSays(NfsProgram.Run([.. arguments, "--resume"]), 0, "goes on with what the run of", "left undone (");

        // Of 41 directories the root, d7 and d7/e.
        Assert.InRange(before, 41, 200);
        Assert.InRange(server.Count(Nfs3.ReadDirPlus) - before, 3, 10);
        Assert.Equal(1212 + (1024 * 7), new FileInfo(_folder.At("b/d7/e/g.bin")).Length);
        Assert.False(File.Exists(_folder.At("journal")));
    }

    [Fact]
    public void Other_options_go_on_with_nothing()
    {
        ShellRun run = Run($"""
            signal=KILL; {BreakOff}
            broken -a a/ b
            $fathom sync -rt --resume a/ b; echo $?; diff -r a b && echo same; find state -type f | wc -l
            """);

        Assert.Equal("137\n0\nsame\n1\n", run.Text);
        Assert.Equal("fathom sync: there is no journal of a run that was broken off with this SRC, DST and options: everything is compared\n", run.Error);
    }

    [Fact]
    public void Another_directory_by_the_name_of_the_target_is_compared()
    {
        ShellRun run = Run($"""
            signal=KILL; {BreakOff}
            broken -a a/ b
            mv b elsewhere; mkdir b; $fathom sync -a --resume a/ b; echo $?; diff -r a b && echo same
            """);

        Assert.Equal("137\n0\nsame\n", run.Text);
        Assert.EndsWith("SRC or DST is another directory than then: everything is compared\n", run.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("-aH", "with -H the names of one file may be in any directory")]
    [InlineData("-a --delay-updates", "with --delay-updates no file has its name before the end")]
    [InlineData("-a --delete-delay", "with --delete-delay nothing is removed before the end")]
    public void Where_there_are_no_positions_everything_is_compared_and_that_is_said(string options, string reason)
    {
        ShellRun run = Run($"mkdir a b; echo 1 > a/f; $fathom sync {options} --resume --journal-interval=0 a/ b; echo $?; cat b/f; ls");

        Assert.Equal(("0\n1\na\nb\n", $"fathom sync: --resume compares everything: {reason}\n"), (run.Text, run.Error));
    }

    [Fact]
    public void What_cannot_be_resumed_is_wrong_usage()
    {
        ShellRun run = Run("""
            mkdir a b; $fathom plan -a --output p a/ b > told 2>&1
            $fathom sync -an --resume a/ b; echo $?
            $fathom sync --plan p --resume; echo $?
            $fathom sync -a --no-journal --resume a/ b; echo $?
            $fathom sync -a --no-journal --journal x a/ b; echo $?
            $fathom sync -a --journal x/ a/ b; echo $?
            $fathom plan -a --resume a/ b; echo $?
            """);

        Assert.Equal("2\n2\n2\n2\n2\n2\n", run.Text);
        Assert.Contains("--resume cannot be used with -n", run.Error, StringComparison.Ordinal);
        Assert.Contains("--resume cannot be used with --plan", run.Error, StringComparison.Ordinal);
        Assert.Contains("--resume cannot be used with --no-journal", run.Error, StringComparison.Ordinal);
        Assert.Contains("unrecognized option '--resume'", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void A_single_file_is_removed_from_its_directory_once_it_is_copied()
    {
        ShellRun run = Run("""
            mkdir a b; echo 1 > a/f; echo 2 > a/g; ln -s g a/l; ln -s f a/h
            $fathom sync -a --remove-source-files a/f b; echo $?
            $fathom sync -a --remove-source-files a/g b/other; echo $?
            $fathom sync -a --remove-source-files a/l b; echo $?
            ls a; ls b; cat b/f b/other; readlink b/l
            """);

        Assert.Equal(("0\n0\n0\nh\nf\nl\nother\n1\n2\ng\n", ""), (run.Text, run.Error));
    }

    [Fact]
    public void A_link_that_was_followed_is_what_goes_as_with_rsync()
    {
        ShellRun run = Run("""
            mkdir a b other; echo 1 > a/f; ln -s f a/l; cp -a a theirs
            $fathom sync -aL --remove-source-files a/l b; echo $?
            rsync -aL --remove-source-files theirs/l other; echo $?
            diff -r a theirs; diff -r b other; ls a b
            """);

        Assert.Equal(("0\n0\na:\nf\n\nb:\nl\n", ""), (run.Text, run.Error));
    }

    private ShellRun Run(string script) => ShellRun.Of(
        $"cd '{_folder.Path}'; export XDG_STATE_HOME=$PWD/state; {script}",
        ("fathom", RepositoryRoot.Binary),
        ("LC_ALL", "C"),
        ("FATHOM_PASSWORD", "correct horse"));
}
