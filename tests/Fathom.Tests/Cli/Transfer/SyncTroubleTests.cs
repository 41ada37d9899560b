using System.Runtime.Versioning;
using Fathom.Tests.Interop;
using Fathom.Tests.Support;
using Xunit;

namespace Fathom.Tests.Cli.Transfer;

/// <summary>Disks, permissions and files that do not do what a transfer wants: what is told, what is kept, and how it ends.</summary>
[SupportedOSPlatform("linux")]
public sealed class SyncTroubleTests : IDisposable
{
    private const string AsUser = "setpriv --reuid 65534 --regid 65534 --clear-groups";

    private readonly TempFolder _folder = new();

    public void Dispose()
    {
        Shell.Run("umount", "-l", _folder.At("disk"));
        _folder.Dispose();
    }

    [Theory]
    [InlineData("")]
    [InlineData("--delay-updates")]
    [InlineData("--copy-method=loop")]
    [InlineData("--preallocate")]
    public void A_full_disk_keeps_old_files_and_ends_the_run_as_with_rsync(string option)
    {
        Assert.SkipUnless(RawFiles.IsRoot, "mounting needs root");
        ShellRun run = Run($"""
            mkdir disk source; mount -t tmpfs -o size=1m tmpfs disk
            head -c 3000000 /dev/urandom > source/big; mkdir source/d; echo new > source/d/late; echo old > disk/big; echo older > disk/extra
            rsync -a {option.Replace("--copy-method=loop", "", StringComparison.Ordinal)} source/ disk 2> /dev/null; echo $?; cat disk/big; rm -rf disk/d disk/.~tmp~
            $fathom sync -a --copiers=1 {option} source/ disk; echo $?
            cat disk/big disk/extra; find disk -name '.*' -o -name late
            """);

        Assert.Equal("11\nold\n11\nold\nolder\n", run.Text);
        string advice = option == "--delay-updates" ? "run again" : "run again with --resume";
        Assert.Equal(
            $"fathom sync: cannot write target 'big': No space left on device\nfathom sync: nothing more is copied, because DST is full: make room there, and {advice}\n",
            run.Error);
    }

    [Theory]
    [InlineData("full", "No space left on device")]
    [InlineData("nowhere", "No such file or directory")]
    public void Names_that_no_disk_has_room_for_end_the_run_before_anything_is_removed(string folder, string reason)
    {
        Assert.SkipUnless(RawFiles.IsRoot, "mounting needs root");
        ShellRun run = Run($"""
            mkdir disk source target; mount -t tmpfs -o size=64k tmpfs disk; ln -s disk full; head -c 60000 /dev/zero > disk/all
            touch $(seq -f source/%.0f 2000); echo extra > target/extra
            TMPDIR={folder} $fathom sync -a --delete --held-names=100 source/ target; echo $?; ls target
            TMPDIR={folder} $fathom sync -a --delete --held-names=0 source/ target; echo $?; ls target | wc -l
            """);

        Assert.Equal(("11\nextra\n0\n2000\n", $"fathom sync: cannot keep the names of a large directory (TMPDIR names another folder) in '{folder}': {reason}\n"), (run.Text, run.Error));
    }

    [Theory]
    [InlineData("--partial", "big")]
    [InlineData("--partial-dir=.part", ".part/big")]
    public void What_a_full_disk_has_of_a_file_is_kept_if_asked_for(string option, string kept)
    {
        Assert.SkipUnless(RawFiles.IsRoot, "mounting needs root");
        ShellRun run = Run($"""
            mkdir disk source; mount -t tmpfs -o size=1m tmpfs disk; head -c 3000000 /dev/urandom > source/big; echo old > disk/big
            $fathom sync -a {option} source/ disk 2> /dev/null; echo $?
            size=$(stat -c %s disk/{kept}); [ $size -gt 100000 ] && cmp -n $size source/big disk/{kept} && echo kept; find disk -name '.f*'
            """);

        Assert.Equal(("11\nkept\n", ""), (run.Text, run.Error));
    }

    [Fact]
    public void A_summary_in_json_tells_how_a_full_disk_ended_the_run()
    {
        Assert.SkipUnless(RawFiles.IsRoot, "mounting needs root");
        ShellRun run = Run("""
            mkdir disk source; mount -t tmpfs -o size=1m tmpfs disk; head -c 3000000 /dev/urandom > source/big
            $fathom sync -a --json source/ disk 2> /dev/null | tail -n 1
            """);

        Assert.Contains("\"exit\":11", run.Text, StringComparison.Ordinal);
    }

    [Fact]
    public void A_target_that_may_not_be_written_is_left_as_it_is()
    {
        Assert.SkipUnless(RawFiles.IsRoot, "mounting needs root");
        ShellRun run = Run($"""
            mkdir disk source; mount -t tmpfs tmpfs disk; echo newer > source/f; echo old > disk/f; echo x > disk/extra; mount -o remount,ro disk
            $fathom sync -rt --delete source/ disk; echo $?; cat disk/f disk/extra
            mkdir -m 755 closed; echo old > closed/f
            {AsUser} $fathom sync -rt source/ closed; echo $?; cat closed/f; ls -A closed
            """);

        Assert.Equal("23\nold\nx\n23\nold\nf\n", run.Text);
        Assert.Contains("'f': Read-only file system", run.Error, StringComparison.Ordinal);
        Assert.Contains("'extra': Read-only file system", run.Error, StringComparison.Ordinal);
        Assert.Contains("'f': Permission denied", run.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--delete", "kept")]
    [InlineData("--delete-before", "kept")]
    [InlineData("--delete-delay", "kept")]
    [InlineData("--delete-after", "kept")]
    [InlineData("--delete-after --ignore-errors", "")]
    public void Nothing_is_removed_after_something_that_could_not_be_read(string option, string kept)
    {
        Assert.SkipUnless(RawFiles.IsRoot, "another user needs root");
        ShellRun run = Run($"""
            mkdir -p source/d source/z target/z; echo 1 > source/a; echo 2 > source/d/f; echo x > target/z/extra; chmod 0 source/d; chown -R 65534 target
            {AsUser} $fathom sync -r {option} source/ target > told; echo $?
            [ -e target/z/extra ] && echo kept; cat target/a; cat told >&2
            """);

        Assert.Equal($"23\n{(kept.Length > 0 ? kept + "\n" : "")}1\n", run.Text);
        Assert.Contains("source directory 'd': Permission denied", run.Error, StringComparison.Ordinal);
        Assert.Equal(kept.Length > 0, run.Error.Contains("IO error encountered -- skipping file deletion", StringComparison.Ordinal));
    }

    [Fact]
    public void A_file_that_may_not_be_read_keeps_its_old_copy()
    {
        Assert.SkipUnless(RawFiles.IsRoot, "another user needs root");
        ShellRun run = Run($"""
            mkdir source target; echo new > source/closed; echo 1 > source/a; echo older > target/closed; echo x > target/extra; chmod 0 source/closed; chown -R 65534 target
            {AsUser} $fathom sync -r --delete-after source/ target > told; echo $?
            cat target/closed target/extra target/a; ls -A target
            """);

        Assert.Equal("23\nolder\nx\n1\na\nclosed\nextra\n", run.Text);
        Assert.Contains("source 'closed': Permission denied", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void A_program_that_runs_is_replaced_but_not_written_over()
    {
        ShellRun run = Run("""
            mkdir source target; cp "$(command -v sleep)" target/prog; cp target/prog source/prog; printf more >> source/prog
            target/prog 60 & pid=$!
            until [ "$(readlink /proc/$pid/exe)" = "$PWD/target/prog" ]; do :; done
            $fathom sync -a --inplace source/ target; echo $?
            cmp -s target/prog "$(command -v sleep)" && echo old
            $fathom sync -a source/ target; echo $?
            cmp target/prog source/prog; kill $pid
            """);

        Assert.Equal("23\nold\n0\n", run.Text);
        Assert.Contains("'prog': Text file busy", run.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("printf more >> source/f")]
    [InlineData("truncate -s 100 source/f")]
    [InlineData("head -c 400000 /dev/zero > x; mv x source/f")]
    public void A_file_that_changes_while_it_is_copied_is_right_after_the_next_run(string change)
    {
        ShellRun run = Run($"""
            mkdir source target; head -c 400000 /dev/urandom > source/f; touch -d 2001-01-01 source/f; echo old > target/f
            $fathom sync -a --bwlimit=500 source/ target & pid=$!
            until [ -n "$(find target -name '.fathom-sync-*' -size +0)" ] || ! kill -0 $pid 2> /dev/null; do :; done
            {change}
            wait $pid; echo $?
            $fathom sync -a source/ target; echo $?
            cmp source/f target/f; ls -A target
            """);

        Assert.Equal(("0\n0\nf\n", ""), (run.Text, run.Error));
    }

    [Fact]
    public void A_file_that_vanished_is_told_by_the_exit_code()
    {
        ShellRun run = Run("""
            mkdir source target; head -c 300000 /dev/urandom > source/a; echo 1 > source/b; echo old > target/b
            $fathom sync -a --copiers=1 --bwlimit=500 source/ target & pid=$!
            until [ -n "$(find target -name '.fathom-sync-*' -size +0)" ] || ! kill -0 $pid 2> /dev/null; do :; done
            rm source/b
            wait $pid; echo $?; cat target/b; cmp source/a target/a
            """);

        Assert.Equal("24\nold\n", run.Text);
        Assert.Equal("file has vanished: \"b\"\n", run.Error);
    }

    [Theory]
    [InlineData("-r --delete --max-delete=1", 25, "e1")]
    [InlineData("-r --delete --max-delete=0", 25, "e1 e2")]
    [InlineData("-r --delete", 0, "")]
    public void A_limit_of_deletions_is_told_by_the_exit_code_of_rsync(string options, int exitCode, string left)
    {
        ShellRun run = Run($"""
            mkdir -p source target other; echo 1 > source/a; touch target/e1 target/e2 other/e1 other/e2
            $fathom sync {options} source/ target 2> /dev/null; echo $?
            rsync {options} source/ other 2> /dev/null; echo $?
            diff -r target other; echo $(ls target | grep e)
            """);

        Assert.Equal(($"{exitCode}\n{exitCode}\n{left}\n", ""), (run.Text, run.Error));
    }

    [Fact]
    public void A_directory_in_the_way_goes_only_if_that_is_wanted()
    {
        ShellRun run = Run("""
            mkdir -p source target/a/b other/a/b; echo 1 > source/a; echo x > target/a/b/f; echo x > other/a/b/f
            $fathom sync -a source/ target > told; echo $?; rsync -a source/ other > told-too 2> /dev/null; echo $?; diff told told-too; cat target/a/b/f
            $fathom sync -a --force source/ target; echo $?; rsync -a --force source/ other; echo $?; diff -r target other
            """);

        Assert.Equal("23\n23\nx\n0\n0\n", run.Text);
        Assert.Contains("'a'", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void Names_that_a_vault_cannot_hold_are_told_and_the_rest_is_copied()
    {
        string longest = new('n', 255);
        ShellRun run = Run($"""
            mkdir source; echo 1 > source/a; echo 2 > source/{longest}; echo 3 > source/$'\351'; echo 4 > source/z
            $fathom vault create v > /dev/null 2>&1
            $fathom sync -rt source/ vault:v; echo $?
            $fathom vault ls v / | wc -l; $fathom vault cat v z
            """);

        Assert.Equal("23\n3\n4\n", run.Text);
        Assert.Equal("fathom sync: cannot give its name to target ''$'\\351': Invalid or incomplete multibyte or wide character\n", run.Error);
    }

    private ShellRun Run(string script) =>
        ShellRun.Of($"cd '{_folder.Path}'; chmod 755 .; {script}", ("fathom", RepositoryRoot.Binary), ("LC_ALL", "C"), ("FATHOM_PASSWORD", "correct horse"));
}
