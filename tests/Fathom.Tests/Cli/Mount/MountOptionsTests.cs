using System.Runtime.Versioning;
using Fathom.Tests.Support;
using Xunit;

namespace Fathom.Tests.Cli.Mount;

/// <summary>Options as mount(8) and fstab(5) have them, and the ends of a mount.</summary>
[SupportedOSPlatform("linux")]
public sealed class MountOptionsTests : IDisposable
{
    private readonly MountShell _shell = new();

    public void Dispose() => _shell.Dispose();

    [Theory]
    [InlineData("-o ro", "ro,")]
    [InlineData("-o noexec,noatime,sync", "noexec")]
    [InlineData("-o noatime", "noatime")]
    [InlineData("-o sync,dirsync", "sync,dirsync")]
    [InlineData("-o rw,allow_other,cache=32M,threads=2,attr_timeout=5,_netdev,x-systemd.requires=a,nofail,user", "allow_other")]
    public void Options_of_mount_reach_the_kernel(string options, string shown)
    {
        ShellResult result = _shell.Run($"mkdir tree; $fathom mount tree $m {options}; grep \" $m \" /proc/self/mounts; echo x >$m/f || true; $fathom umount $m").EnsureSuccess();

        Assert.Contains(shown, result.Text, StringComparison.Ordinal);
        Assert.Contains("nosuid,nodev", result.Text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("-o wrong", "unknown mount option 'wrong'")]
    [InlineData("-o cache=2G", "--cache argument '2G' is out of range")]
    [InlineData("-o threads", "option '--threads' requires an argument")]
    [InlineData("-o password_file=a,password-fd=3", "cannot be combined")]
    public void A_wrong_option_of_mount_is_wrong_usage(string options, string expected)
    {
        ShellResult result = _shell.Run($"mkdir tree; $fathom mount tree $m {options} || echo exit $?");

        Assert.Equal("exit 2\n", result.Text);
        Assert.Contains(expected, result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void A_line_of_fstab_mounts_through_a_link_to_the_program()
    {
        _shell.MakeVault();
        ShellResult result = _shell.Run($"""
            echo '{MountShell.Password}' >pw
            cat >inside <<'END'
            mount -t tmpfs none /usr/sbin -o size=1m && ln -s $fathom /usr/sbin/mount.fathom
            echo "vault:$w/v $m fathom password-file=$w/pw,cache=1M,noauto,nofail,noexec 0 0" >fstab
            mount -T fstab $m
            echo x >$m/file; grep -c " $m fuse.fathom .*noexec" /proc/self/mounts; umount $m; ls $m | wc -l
            END
            export fathom m w; unshare -m bash -eu inside
            """);

        Assert.Equal((0, "1\n0\n", ""), (result.ExitCode, result.Text, result.Error));
    }

    [Fact]
    public void Who_keeps_a_mount_busy_is_named()
    {
        ShellResult result = _shell.Run("""
            mkdir tree; $fathom mount tree $m; mkdir $m/sub
            (cd $m/sub && exec sleep 30) & pid=$!; sleep 0.3
            $fathom umount $m || echo exit $?; echo $pid
            kill $pid; wait || true; $fathom umount $m
            """);

        Assert.Contains($"in use by sleep ({result.Lines[1]}): end it, or give --force", result.Error, StringComparison.Ordinal);
        Assert.Equal("exit 1", result.Lines[0]);
    }

    [Theory]
    [InlineData("umount $m")]
    [InlineData("fusermount3 -u $m")]
    [InlineData("$fathom umount $m")]
    [InlineData("kill $pid")]
    [InlineData("exec 7>$m/held; printf held >&7; kill $pid")]
    public void Every_end_of_a_mount_is_clean(string end)
    {
        _shell.MakeVault();
        ShellResult result = _shell.Run($"""
            export FATHOM_PASSWORD='{MountShell.Password}'
            $fathom mount --foreground vault:v $m & pid=$!
            for i in $(seq 200); do grep -q " $m " /proc/self/mounts && break; sleep 0.05; done
            seq 100000 >$m/file
            {end}
            code=0; wait $pid || code=$?; exec 7>&-
            grep -c " $m " /proc/self/mounts || true
            $fathom vault cat v file | cksum; seq 100000 | cksum
            $fathom vault check v >/dev/null 2>&1; echo check $? server $code
            if $fathom vault ls v | grep -q held; then $fathom vault cat v held; fi
            """);

        Assert.Equal("0", result.Lines[0]);
        Assert.Equal(result.Lines[2], result.Lines[1]);
        Assert.Equal("check 0 server 0", result.Lines[3]);
        Assert.Equal(end.Contains("held", StringComparison.Ordinal) ? ["held"] : [], result.Lines[4..]);
        Assert.Equal(0, result.ExitCode);
    }
}
