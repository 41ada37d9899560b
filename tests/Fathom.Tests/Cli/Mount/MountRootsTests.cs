using System.Runtime.Versioning;
using Fathom.Tests.Conformance;
using Fathom.Tests.Nfs.Server;
using Fathom.Tests.Support;
using Xunit;

namespace Fathom.Tests.Cli.Mount;

/// <summary>Everything that can be mounted but directories.</summary>
[SupportedOSPlatform("linux")]
public sealed class MountRootsTests : IDisposable
{
    private readonly MountShell _shell = new();

    public void Dispose() => _shell.Dispose();

    [Fact]
    public void An_export_is_mounted_read_only()
    {
        ShellResult result = _shell.Run($"""
            mkdir -p tree/sub; seq 100000 >tree/sub/file; ln -s sub/file tree/link
            $fathom mount --timeout 10 --connections 1 '{GaneshaServer.Shared.UrlOf(_shell.Folder.At("tree"))}' $m
            cmp $m/link tree/sub/file; (cd tree && find . | sort) >expected; (cd $m && find . | sort) | diff expected -
            echo x 2>/dev/null >$m/new || echo refused
            seq 5 >tree/sub/file; sleep 1.5; cat $m/sub/file | tail -1
            $fathom mounts | grep -c "on '$m' ro$"
            $fathom umount $m
            """);

        Assert.Equal((0, "refused\n5\n1\n", ""), (result.ExitCode, result.Text, result.Error));
    }

    [Fact]
    public void A_vault_on_a_server_is_mounted_read_only()
    {
        string url = GaneshaServer.Shared.UrlOf(_shell.Folder.At("v"));
        _shell.MakeVault();
        ShellResult result = _shell.Run($"""
            export FATHOM_PASSWORD='{MountShell.Password}'
            seq 50000 >numbers; $fathom vault put v numbers /
            $fathom mount 'vault+{url}' $m
            cmp $m/numbers numbers; rm $m/numbers 2>/dev/null || echo refused
            $fathom umount $m
            """);

        Assert.Equal((0, "refused\n", ""), (result.ExitCode, result.Text, result.Error));
    }

    [Fact]
    public void A_vault_on_a_file_system_that_is_read_only_can_be_read()
    {
        _shell.MakeVault();
        ShellResult result = _shell.Run($"""
            export FATHOM_PASSWORD='{MountShell.Password}'
            echo content >file; $fathom vault put v file /
            mkdir ro; cat >inside <<'END'
            mount --bind v ro; mount -o remount,ro,bind ro
            $fathom mount vault:ro $m; cat $m/file
            LC_ALL=C sh -c 'echo x >$m/new' 2>&1 | grep -o 'Read-only file system'
            $fathom umount $m
            END
            export fathom m; unshare -m bash -eu inside
            """);

        Assert.Equal((0, "content\nRead-only file system\n", ""), (result.ExitCode, result.Text, result.Error));
    }

    [Fact]
    public void An_index_is_mounted_as_the_tree_that_it_was()
    {
        ShellResult result = _shell.Run("""
            mkdir -p tree/a/b "tree/odd name"; seq 1000 >tree/a/b/c; ln tree/a/b/c tree/hard; ln -s a/b tree/link; : >tree/a/empty
            chmod 700 tree/a; chmod 4711 tree/hard; touch -d '2001-02-03 04:05:06.789' tree/a/b/c; printf x >$'tree/\377'
            show() (cd $1 && find . -printf '%p %y %m %n %U %G %s %b %T@ %l\n' | LC_ALL=C sort)
            show tree >then; du -a --apparent-size tree | cut -f1 | sort >sizes
            $fathom scan -q tree -o x.fathom; rm -r tree
            $fathom mount x.fathom $m
            show $m | diff then -
            du -a --apparent-size $m | cut -f1 | sort | diff sizes -
            [ $m/hard -ef $m/a/b/c ] && echo one file
            LC_ALL=C cat $m/hard 2>&1 | grep -o 'Operation not supported'
            touch $m/new 2>/dev/null || echo refused
            [ -e $m/missing ] || echo missing
            $fathom umount $m
            $fathom mount x.fathom:a/b $m; ls $m; $fathom umount $m
            """);

        Assert.Equal((0, "one file\nOperation not supported\nrefused\nmissing\nc\n", ""), (result.ExitCode, result.Text, result.Error));
    }

    [Fact]
    public void What_a_scan_could_not_list_is_an_error_in_its_mount()
    {
        ShellResult result = _shell.Run("""
            mkdir -p tree/open tree/closed/in; chmod 000 tree/closed; chmod 755 . ..
            setpriv --reuid=65534 --regid=65534 --clear-groups $fathom list tree >/dev/null 2>&1 && { echo "the scan would see all"; exit 1; }
            install -d -o 65534 out; (cd out && HOME=/ setpriv --reuid=65534 --regid=65534 --clear-groups $fathom scan -q ../tree -o x.fathom 2>/dev/null || true)
            $fathom mount out/x.fathom $m
            LC_ALL=C ls $m/closed 2>&1 | grep -o 'Permission denied'
            LC_ALL=C stat $m/closed/in 2>&1 | grep -o 'Permission denied'
            ls $m
            $fathom umount $m
            """);

        Assert.Equal((0, "Permission denied\nPermission denied\nclosed\nopen\n", ""), (result.ExitCode, result.Text, result.Error));
    }

    [Fact]
    public void Of_an_index_with_several_roots_a_place_has_to_be_named()
    {
        ShellResult result = _shell.Run("""
            mkdir -p one/x two/y; touch two/y/z; $fathom scan -q one two -o x.fathom
            $fathom mount x.fathom $m || echo exit $?
            $fathom mount x.fathom:y $m; ls $m; $fathom umount $m
            """);

        Assert.Equal("exit 2\nz\n", result.Text);
        Assert.Contains("has 2 roots", result.Error, StringComparison.Ordinal);
    }
}
