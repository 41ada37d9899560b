using System.Runtime.Versioning;
using System.Text.Json;
using Fathom.Tests.Support;
using Xunit;

namespace Fathom.Tests.Cli.Transfer;

[SupportedOSPlatform("linux")]
public sealed class TransferCommandTests
{
    // What rsync tells of its connection, which fathom does not have.
    private const string Chatter = "grep -a -v -e '^sending incremental' -e '^sent ' -e '^total size' -e '^delta-transmission' -e '^total: matches' -e '^.generator. protecting' -e '^$'";

    private const string Trees = """
        umask 022; mkdir -p a/d/e b/x/y
        echo hi > a/f; ln -s f a/l; ln a/f a/h; mkfifo a/p; echo deep > a/d/e/g; echo same > a/same; cp -p a/same b/same; chmod 600 b/same
        echo update > a/upd; echo b > b/upd; touch -d 2001-01-01 b/upd; ln -s q b/l; ln -s z b/dl; echo k > b/x/y/z; touch -d 2030-01-01 b/newer; echo x > a/newer
        printf 'odd\001' > a/odd$'\n'name; echo 1 > a/keep; cp -p a/keep b/keep; chmod 7755 a/upd; touch -d @1000000000 a/d/e
        """;

    [Theory]
    [InlineData("-ai a/ b")]
    [InlineData("-aHii --delete a/ b")]
    [InlineData("-aHvvi --delete --exclude=x/ a/ b")]
    [InlineData("-rlii a/ b")]
    [InlineData("-aHi a b")]
    [InlineData("-ai a/ missing")]
    [InlineData("-ai a/f missing")]
    [InlineData("-ai a/f missing/")]
    [InlineData("-ai a/f b/keep")]
    [InlineData("-ai a/l b")]
    [InlineData("-Lai a/l b")]
    [InlineData("-ai a/d/.. b")]
    [InlineData("-aviu --max-size=3 a/ b")]
    [InlineData("-avviu --min-size=3 a/ b")]
    [InlineData("-avi --existing a/ b")]
    [InlineData("-avvi --ignore-existing a/ b")]
    [InlineData("-rvi a/ b")]
    [InlineData("-ai --out-format='%o|%n|%l|%L|%B|%U|%G|%f|%10n|%-8l|%%' --delete a/ b")]
    [InlineData("-ai --out-format='%n %M' a b")]
    [InlineData("-aHi --out-format='[%i] %f' ./a b")]
    [InlineData("-aqi --delete a/ b")]
    [InlineData("-ai --delete --max-delete=1 a/ b")]
    [InlineData("-ai --files-from=list a b")]
    public void A_plan_is_what_rsync_prints(string line)
    {
        using TempFolder folder = new();
        ShellRun run = ShellRun.Of($"""
            cd '{folder.Path}'; {Trees}
            printf 'd/e\nf\n' > list
            rsync -n {line} > rsync.out 2> /dev/null; code=$?
            $fathom plan {line} > fathom.out 2> fathom.err; mine=$?
            [ $code = $mine ] || echo "rsync exits with $code, fathom with $mine"
            diff <({Chatter} rsync.out | sort) <(sort fathom.out)
            """, ("LC_ALL", "C"), ("TZ", "UTC"));

        Assert.Equal("", run.Text + run.Error);
    }

    [Theory]
    [InlineData("-aHv --delete a/ b")]
    [InlineData("-av a b")]
    [InlineData("-rv a/ b")]
    [InlineData("-aH --delete a/ b")]
    [InlineData("-a --info=name,del --delete a/ b")]
    [InlineData("-a --out-format='%n%L' --delete a/ b")]
    [InlineData("-av --no-v a/ b")]
    public void A_dry_run_prints_names_as_rsync_does(string line)
    {
        using TempFolder folder = new();
        ShellRun run = ShellRun.Of($"""
            cd '{folder.Path}'; {Trees}
            diff <(rsync -n {line} | {Chatter} | sort) <($fathom sync -n {line} | sort)
            """, ("LC_ALL", "C.UTF-8"));

        Assert.Equal("", run.Text + run.Error);
    }

    [Fact]
    public void A_sync_leaves_nothing_for_rsync()
    {
        using TempFolder folder = new();
        ShellRun run = ShellRun.Of($"""
            cd '{folder.Path}'; {Trees}
            $fathom sync -aHAX --delete a/ b; echo $?
            rsync -aniHAXc --delete a/ b
            $fathom plan -aHAX --delete a/ b 2>/dev/null; echo $?
            $fathom sync -a a/f b/one && cmp a/f b/one
            $fathom sync -a a made && rsync -anic a/ made/a
            """);

        Assert.Equal("0\n0\n", run.Text);
        Assert.Equal("", run.Error);
    }

    [Fact]
    public void Json_tells_steps_and_a_summary()
    {
        using TempFolder folder = new();
        ShellRun run = ShellRun.Of($"cd '{folder.Path}'; {Trees}\ntouch a/$'\\351'; $fathom plan -a --delete --json a/ b");

        Assert.Equal((0, ""), (run.ExitCode, run.Error));
        JsonElement[] lines = [.. run.Text.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonDocument.Parse(line).RootElement)];
        JsonElement copied = Assert.Single(lines, line => line.TryGetProperty("path", out JsonElement path) && path.GetString() == "f");
        Assert.Equal(("step", "copy", ">f+++++++++", 3), (Text(copied, "event"), Text(copied, "action"), Text(copied, "changes"), copied.GetProperty("size").GetInt32()));
        JsonElement odd = Assert.Single(lines, line => line.TryGetProperty("path_b64", out _));
        Assert.Equal([0xE9], odd.GetProperty("path_b64").GetBytesFromBase64());
        Assert.Contains(lines, line => Text(line, "event") == "step" && Text(line, "action") == "delete" && Text(line, "path") == "x/y/z");
        Assert.Equal(("summary", 0), (Text(lines[^1], "event"), lines[^1].GetProperty("exit").GetInt32()));
    }

    [Fact]
    public void Totals_follow_a_plan_on_standard_error_alone()
    {
        using TempFolder folder = new();
        ShellRun run = ShellRun.Of($"cd '{folder.Path}'; mkdir a b; echo 1 > a/f; touch -r a b; $fathom plan -a --bwlimit=1 a/ b; $fathom plan -aq a/ b");

        Assert.Equal(">f+++++++++ f\n", run.Text);
        Assert.Equal("fathom plan: to copy: 1 file, 2 bytes; 1 new; 0 deletions; 2 looked at; with --bwlimit at least 0:00:01\n", run.Error);
    }

    [Fact]
    public void Statistics_are_in_the_words_of_rsync()
    {
        using TempFolder folder = new();
        ShellRun run = ShellRun.Of($"""
            cd '{folder.Path}'; {Trees}
            words='^Number of [crd]|^Total transferred'
            diff <(rsync -anH --delete --stats a/ b | grep -E "$words" | grep -v bytes.[sr]) <($fathom sync -anH --delete --stats a/ b | grep -E "$words")
            """);

        Assert.Equal("", run.Text + run.Error);
    }

    [Theory]
    [InlineData("plan -a host:dir b", 2, "'host:dir' is on another machine, and fathom speaks to no rsync there")]
    [InlineData("plan -a rsync://host/dir b", 2, "is on another machine")]
    [InlineData("sync -a a b c", 2, "extra operand 'c': give one SRC and DST")]
    [InlineData("sync -a a", 2, "missing operand SRC")]
    [InlineData("sync -a nowhere b", 23, "'nowhere': No such file or directory")]
    [InlineData("sync -a a b/no/where", 3, "'b/no': No such file or directory")]
    [InlineData("sync -a a b/keep", 3, "cannot copy a directory to 'b/keep': Not a directory")]
    [InlineData("sync -a a/f/ b", 23, "'a/f': Not a directory")]
    [InlineData("sync -a --exclude-from=nowhere a b", 11, "'nowhere': No such file or directory")]
    [InlineData("sync -a --filter='q x' a b", 2, "unknown filter rule: q x")]
    [InlineData("sync -a --chmod=q a b", 2, "--chmod=q")]
    [InlineData("sync -a --link-dest=x a vault:b", 11, "b")]
    [InlineData("sync -az a b", 2, "is an option of rsync that fathom does not have")]
    public void What_cannot_be_done_is_told(string line, int exitCode, string message)
    {
        using TempFolder folder = new();
        ShellRun run = ShellRun.Of($"cd '{folder.Path}'; {Trees}\n$fathom {line}", ("FATHOM_PASSWORD", "x"));

        Assert.Equal((exitCode, ""), (run.ExitCode, run.Text));
        Assert.Contains(message, run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void A_vault_is_filled_and_restored()
    {
        using TempFolder folder = new();
        ShellRun run = ShellRun.Of($"""
            cd '{folder.Path}'; {Trees}
            rm a/p
            $fathom vault create v > /dev/null 2>&1
            $fathom sync -rlt a/ vault:v && $fathom sync -rlt vault:v/ back && rsync -rltnic a/ back
            $fathom plan -rlt -q a/ vault:v; echo $?
            """, ("FATHOM_PASSWORD", "correct horse"));

        Assert.Equal(("0\n", ""), (run.Text, run.Error));
    }

    private static string? Text(JsonElement line, string property) => line.TryGetProperty(property, out JsonElement value) ? value.GetString() : null;
}
