using System.Runtime.Versioning;
using Fathom.Tests.Support;
using Xunit;

namespace Fathom.Tests.Cli.Mount;

/// <summary>Where the password of a mounted vault comes from, and where it stays: nowhere.</summary>
[SupportedOSPlatform("linux")]
public sealed class MountPasswordTests : IDisposable
{
    private readonly MountShell _shell = new();

    public MountPasswordTests() => _shell.MakeVault();

    public void Dispose() => _shell.Dispose();

    [Theory]
    [InlineData("--password-fd 3 3<pw")]
    [InlineData("--password-fd 9 9<pw")]
    [InlineData("--password-stdin <pw")]
    [InlineData("--password-file pw")]
    [InlineData("--password-file <(cat pw)")]
    [InlineData("-o password-file=pw,noatime")]
    public void A_password_reaches_the_background_whatever_way_it_is_given(string option)
    {
        ShellResult result = _shell.Run($"echo '{MountShell.Password}' >pw; $fathom mount vault:v $m {option}; echo x >$m/file; $fathom umount $m; ls $m | wc -l");

        Assert.Equal((0, "0\n", ""), (result.ExitCode, result.Text, result.Error));
    }

    [Theory]
    [InlineData("")]
    [InlineData("--foreground & for i in {1..200}; do grep -q \" $m \" /proc/self/mounts && break; sleep 0.05; done")]
    public void Nobody_reads_the_password_of_a_mount_in_proc(string how)
    {
        ShellResult result = _shell.Run($$"""
            export FATHOM_PASSWORD='{{MountShell.Password}}'
            $fathom mount vault:v $m {{how}}
            unset FATHOM_PASSWORD
            for pid in $(pgrep -f "mount vault:v $m"); do
                tr '\0' '\n' </proc/$pid/environ | grep -c 'correct horse' || true
                tr '\0' '\n' </proc/$pid/environ | grep -c '^PATH=' || true
                tr '\0' '\n' </proc/$pid/cmdline | grep -c 'correct horse' || true
            done
            $fathom umount $m
            wait
            """);

        // The shell of this script has the words in its own arguments, but is not what pgrep finds by a whole command.
        Assert.Equal((0, ""), (result.ExitCode, result.Error));
        Assert.Equal("0\n1\n0\n", result.Text);
    }

    [Fact]
    public void A_wrong_password_leaves_nothing_mounted()
    {
        ShellResult result = _shell.Run("FATHOM_PASSWORD=wrong $fathom mount vault:v $m || echo exit $?; grep -c \" $m \" /proc/self/mounts || true");

        Assert.Equal("exit 1\n0\n", result.Text);
        Assert.Contains("the password is wrong", result.Error, StringComparison.Ordinal);
        Assert.Single(result.Error.Trim().Split('\n'));
    }

    [Fact]
    public void A_password_is_asked_for_at_the_terminal()
    {
        // script(1) of util-linux gives a terminal; what is typed comes once it was asked for.
        ShellResult result = _shell.Run($"""
            (sleep 1; echo '{MountShell.Password}'; sleep 1) | script -qec "$fathom mount vault:v $m" out >/dev/null
            echo x >$m/file; $fathom umount $m; grep -c 'password of' out
            """);

        Assert.Equal((0, "1\n", ""), (result.ExitCode, result.Text, result.Error));
    }

    [Fact]
    public void The_process_of_a_vault_cannot_be_dumped_nor_looked_into()
    {
        // Of a process that cannot be dumped the files in /proc belong to root, whoever runs it: proc(5), prctl(2).
        Assert.SkipUnless(File.Exists("/usr/bin/fusermount3"), "fusermount3 is needed: package fuse3");
        ShellResult result = _shell.Run($"""
            chown -R 65534:65534 v $m; chmod 755 {Path.GetDirectoryName(_shell.Folder.Path)} $w
            cat >as <<'END'
            mknod $w/fuse c 10 229; chmod 666 $w/fuse; mount --bind $w/fuse /dev/fuse
            as="setpriv --reuid=65534 --regid=65534 --clear-groups"
            $as $fathom mount vault:v $m
            stat -c %u /proc/$(pgrep -f "mount vault:v $m")/environ
            $as $fathom umount $m
            END
            export fathom m w HOME=/ FATHOM_PASSWORD='{MountShell.Password}'
            unshare -m bash -eu as
            """);

        Assert.Equal((0, "0\n", ""), (result.ExitCode, result.Text, result.Error));
    }

    [Fact]
    public void The_background_holds_no_descriptor_of_who_started_it()
    {
        ShellResult result = _shell.Run($"""
            echo '{MountShell.Password}' >pw
            exec 8>lock; flock 8; $fathom mount vault:v $m --password-fd 9 9<pw; exec 8>&-
            flock --nonblock lock echo free
            $fathom umount $m
            """);

        Assert.Equal((0, "free\n", ""), (result.ExitCode, result.Text, result.Error));
    }
}
