using System.Runtime.Versioning;
using System.Security.Cryptography;
using Fathom.Tests.Support;
using Xunit;

namespace Fathom.Tests.Cli.Vault;

/// <summary><c>fathom vault</c>: what is in a vault is listed, copied, moved and removed.</summary>
[SupportedOSPlatform("linux")]
public sealed class VaultCopyTests : IDisposable
{
    private readonly TempFolder _folder = new();

    public VaultCopyTests() => Assert.Equal(0, Run("$fathom vault create --scrypt-cost 2 v").ExitCode);

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("gcm")]
    [InlineData("ctrmac")]
    public void A_folder_comes_back_with_contents_links_modes_and_times(string cipher)
    {
        MakeSource();
        ShellRun run = Run(
            $"""
            $fathom vault create --scrypt-cost 2 --cipher {cipher} w
            $fathom vault put w src / && $fathom vault get w src back && diff -r --no-dereference src back && echo same
            list() (cd $1; find . -mindepth 1 -printf '%y %m %T@ %P %l\n' | sort); diff <(list src) <(list back) && echo equal
            grep -rl plaintext w
            """);

        Assert.Equal("", run.Error);
        Assert.Equal("same\nequal\n", run.Text);
    }

    [Fact]
    public void Ls_prints_names_kinds_sizes_and_targets()
    {
        MakeSource();
        ShellRun run = Run("$fathom vault put v src /; $fathom vault ls v; $fathom vault ls -l v src/link | cut -c1,11- | awk '{print $1,$NF}'; $fathom vault ls -R v src | head -4; $fathom vault ls --json -R v src | jq -r 'select(.type==\"f\")|[.path,.size]|@tsv' | sort | head -1");

        Assert.Equal("src\nl empty\nsrc:\nbig\ndeep\nempty\nsrc/big\t9000001\n", run.Text);
    }

    [Fact]
    public void Tree_draws_and_counts()
    {
        MakeSource();
        ShellRun run = Run("rm src/big src/empty; $fathom vault put v src /; $fathom vault tree v");

        Assert.Equal("/\n└── src\n    ├── deep\n    │   └── down\n    │       └── x\n    └── link -> empty\n\n3 directories, 2 files\n", run.Text);
    }

    [Fact]
    public void Cat_prints_into_pipes_and_a_closed_one_ends_it()
    {
        MakeSource();
        ShellRun run = Run("$fathom vault put v src/big big; $fathom vault cat v big | cmp - src/big && echo same; $fathom vault cat v big | head -c 1 | wc -c; echo ${PIPESTATUS[0]}");
        Assert.Equal("same\n1\n141\n", run.Text);
        Assert.Equal("", run.Error);

        ShellRun link = Run("$fathom vault put v src/link l; $fathom vault cat v l; $fathom vault cat v /; $fathom vault cat v none");
        Assert.Contains("'l': it is a link", link.Error, StringComparison.Ordinal);
        Assert.Contains("Is a directory", link.Error, StringComparison.Ordinal);
        Assert.Contains("'none': No such file", link.Error, StringComparison.Ordinal);
        Assert.Equal(1, link.ExitCode);
    }

    [Fact]
    public void Put_takes_standard_input_behind_the_password_on_it()
    {
        ShellRun run = Run("unset FATHOM_PASSWORD; printf 'secret\\nrest\\nof it' | $fathom vault put --password-stdin v - f; echo secret | $fathom vault cat --password-stdin v f");
        Assert.Equal("rest\nof it", run.Text);

        ShellRun directory = Run("echo x | $fathom vault put v - /");
        Assert.Equal(2, directory.ExitCode);
        Assert.Contains("needs the name of a file", directory.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void An_empty_folder_and_an_empty_file_are_copied()
    {
        ShellRun run = Run("mkdir e; : > z; $fathom vault put v e z /; $fathom vault get v e z out 2>/dev/null; echo $?; mkdir out; $fathom vault get v e z out; find out -printf '%y %s %P\\n' | sed 's/d [0-9]*/d/' | sort");
        Assert.Equal("1\nd \nd e\nf 0 z\n", run.Text);
    }

    [Fact]
    public void What_is_there_is_replaced_or_with_no_clobber_left()
    {
        ShellRun run = Run(
            """
            echo old > f; $fathom vault put v f /; echo new > f; $fathom vault put -n v f /; $fathom vault cat v f
            $fathom vault put v f /; $fathom vault cat v f; echo mine > f; $fathom vault get -n v f .; cat f; $fathom vault get v f .; cat f; ls -A
            """);
        Assert.Equal("old\nnew\nmine\nnew\nf\nv\n", run.Text);
        Assert.Equal(("", 0), (run.Error, run.ExitCode));
    }

    [Fact]
    public void Links_at_the_target_are_not_followed()
    {
        ShellRun run = Run("mkdir d outside; echo x > d/f; $fathom vault put v d /; mkdir out; ln -s ../outside out/d; $fathom vault get v d out; echo $?; ls outside; ln -s ../outside/f f; $fathom vault get v d/f .; test -L f || echo replaced; ls outside");
        Assert.Equal("1\nreplaced\n", run.Text);
        Assert.Contains("cannot copy 'd': Not a directory", run.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("p", "neither a file nor a directory")]
    [InlineData("l", "it is a link")]
    public void A_device_pipe_or_link_that_was_typed_is_not_replaced(string target, string expected)
    {
        ShellRun run = Run($"mkfifo p; echo kept > f; ln -s f l; echo new | $fathom vault put v - n; $fathom vault get v n {target}; echo $?; test -p p && test -L l && cat f; ls -A");

        Assert.Equal("2\nkept\nf\nl\np\nv\n", run.Text);
        Assert.Contains(expected, run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void A_pipe_in_a_directory_that_is_copied_into_is_not_replaced()
    {
        ShellRun run = Run("mkdir d; echo x > d/p; echo y > d/q; $fathom vault put v d /; rm d/p; mkfifo d/p; $fathom vault get v d .; echo $?; test -p d/p && cat d/q");

        Assert.Equal("1\ny\n", run.Text);
        Assert.Contains("cannot copy 'd/p': a device, pipe or socket has this name", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void What_cannot_be_moved_is_told_with_both_names()
    {
        ShellRun run = Run("$fathom vault mkdir -p v a/b; $fathom vault mv v a a/b; $fathom vault mv v none x");

        Assert.Equal("fathom vault mv: cannot move 'a' to 'a/b': a directory cannot be moved into itself\nfathom vault mv: cannot move 'none' to 'x': No such file or directory\n", run.Error);
    }

    [Fact]
    public void An_entry_that_cannot_be_copied_is_told_and_the_rest_goes_on()
    {
        ShellRun run = Run(
            """
            mkdir d; echo a > d/a; echo b > d/b; mkfifo d/p; $fathom vault put v d /; echo $?; $fathom vault ls v d
            s=$($fathom vault name v d/a); printf X | dd of=v/$s bs=1 seek=90 conv=notrunc status=none; $fathom vault get v d out; echo $?; ls -A out
            """);
        Assert.Equal("1\na\nb\n1\nb\n", run.Text);
        Assert.Contains("'d/p': it is neither a file", run.Error, StringComparison.Ordinal);
        Assert.Contains("'d/a': it does not authenticate", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void A_file_that_does_not_fit_leaves_nothing_behind()
    {
        // The runtime keeps code in files of its own, unless it is told not to.
        ShellRun run = Run("head -c 3000000 /dev/urandom > big; (ulimit -f 1000; trap '' XFSZ; DOTNET_EnableWriteXorExecute=0 $fathom vault put v big /; echo $?); $fathom vault ls v; find v -name '*.tmp'");
        Assert.Equal("1\n", run.Text);
        Assert.Contains("cannot copy 'big': File too large", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void Interrupted_it_removes_what_is_not_complete_and_names_it()
    {
        // Until the file is there: the one beside dirid.c9r.
        ShellRun run = Run(
            """
            mkfifo p; exec 5<>p; $fathom vault put v - slow < p & pid=$!
            for i in $(seq 300); do [ $(find v/d -type f -name '*.c9r' | wc -l) -gt 1 ] && break; sleep 0.1; done
            kill -TERM $pid; wait $pid; echo $?; find v/d -type f | wc -l; $fathom vault ls v
            """);
        Assert.Equal("130\n1\n", run.Text);
        Assert.Contains("interrupted", run.Error, StringComparison.Ordinal);
        Assert.Contains("not copied, or not all of it: '-'", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void Mkdir_mv_and_rm_do_what_theirs_do()
    {
        ShellRun run = Run(
            """
            $fathom vault mkdir v a; $fathom vault mkdir v a 2>/dev/null; echo $?; $fathom vault mkdir v x/y 2>/dev/null; echo $?; $fathom vault mkdir -p v a x/y/z; echo $?
            echo 1 | $fathom vault put v - one; $fathom vault mv v one x; $fathom vault mv v x/one a/two; echo 2 | $fathom vault put v - b; $fathom vault mv -n v b a/two; $fathom vault cat v a/two
            $fathom vault mv v x/y a/moved; $fathom vault rm v a 2>/dev/null; echo $?; $fathom vault ls -R v
            $fathom vault rm -r v a x; $fathom vault rm v b none 2>/dev/null; echo $?; $fathom vault rm -f v none; echo $?; $fathom vault rm -r v / 2>/dev/null; echo $?; $fathom vault ls v; find v/d -type f | wc -l
            """);
        Assert.Equal("1\n1\n0\n1\n1\n/:\na\nb\nx\n\n/a:\nmoved\ntwo\n\n/a/moved:\nz\n\n/a/moved/z:\n\n/x:\n1\n0\n2\n1\n", run.Text);
    }

    [Fact]
    public void A_copy_runs_as_nobody_else_because_its_owner_is_not_kept()
    {
        ShellRun run = Run("mkdir -p src/dir; echo x > src/dir/tool; chmod 6755 src/dir/tool; chmod 3770 src/dir; $fathom vault put v src /; chmod u+s,g+s $(find v/d -name '*.c9r' -type f); $fathom vault get v src back; stat -c %a back/dir/tool back/dir");

        Assert.Equal("", run.Error);
        Assert.Equal("755\n1770\n", run.Text);
    }

    [Fact]
    public void A_directory_inside_of_itself_ends_every_command()
    {
        ShellRun run = Run(
            """
            $fathom vault mkdir -p v a/b; echo x | $fathom vault put v - a/f
            outer=$(find v/$($fathom vault name v /) -name dir.c9r); inner=$(find v/$($fathom vault name v a) -name dir.c9r); cp $outer $inner
            for c in 'get v / out' 'ls -R v' 'tree v' 'rm -r v a'; do timeout 60 $fathom vault $c > /dev/null 2> error; echo $?; grep -q 'symbolic links' error && echo told; done
            cat out/a/f
            """);

        Assert.Equal("1\ntold\n1\ntold\n1\ntold\n1\ntold\nx\n", run.Text);
    }

    [Fact]
    public void A_read_only_command_writes_nothing_and_a_writing_one_makes_backups()
    {
        ShellRun run = Run("$fathom vault ls v; ls v; $fathom vault mkdir v a; ls v | wc -l; $fathom vault mkdir v b; ls v | wc -l");
        Assert.Equal("d\nmasterkey.cryptomator\nvault.cryptomator\n5\n5\n", run.Text);
    }

    private void MakeSource()
    {
        Directory.CreateDirectory(_folder.At("src/deep/down"));
        _folder.Write("src/deep/down/x", "x\n");
        _folder.Write("src/empty", "");
        byte[] big = new byte[9_000_001];
        RandomNumberGenerator.Fill(big);
        "plaintext"u8.CopyTo(big.AsSpan(4096));
        File.WriteAllBytes(_folder.At("src/big"), big);
        File.CreateSymbolicLink(_folder.At("src/link"), "empty");
        ShellRun.Of($"cd {_folder.Path}/src; chmod 600 big; chmod 750 deep; touch -h -d '2001-02-03 04:05:06.789' link big deep/down/x deep/down deep");
    }

    private ShellRun Run(string script) => ShellRun.Of($"cd {_folder.Path}\n{script}", ("FATHOM_PASSWORD", "secret"));
}
