using System.Runtime.Versioning;
using Fathom.Tests.Support;
using Xunit;

namespace Fathom.Tests.Cli.Transfer;

/// <summary><c>--backup-dir</c> outside of DST, against rsync.</summary>
[SupportedOSPlatform("linux")]
public sealed class BackupDirectoryTests : IDisposable
{
    // src, and two equal trees r/dst and f/dst with older and other things in them.
    private const string Trees = """
        mkdir -p src/d/e r/dst/d/e r/dst/gone/deep
        for f in same changed d/changed d/e/changed; do echo new $f > src/$f; echo old $f > r/dst/$f; done
        cp -a src/same r/dst; echo gone > r/dst/gone/deep/f; ln -s old r/dst/link; ln -s new src/link; mkfifo r/dst/pipe; ln -s x r/dst/gone/l; chmod 640 r/dst/d/changed; chmod 750 r/dst/d src/d
        touch -d @1000000000 r/dst/d/changed r/dst/gone/deep/f; touch -h -d @1000000001 r/dst/link r/dst/gone/l; cp -a r f; mkdir $other/r $other/f
        list() { (cd "$1" && find . -printf '%P %y %m %l ' \( -type f -printf '%T@ ' -exec cat {} \; -o -printf '\n' \) | LC_ALL=C sort); }
        kept() { if [ -d $1/kept ]; then list $1/kept; else list $other/$1/kept; fi; }
        """;

    private readonly TempFolder _folder = new();
    private readonly TempFolder _otherDisk = TempFolder.OnDisk();

    public void Dispose()
    {
        _folder.Dispose();
        _otherDisk.Dispose();
    }

    [Theory]
    [InlineData("../kept")]
    [InlineData("../kept/2026/11")]
    [InlineData("$PWD/r/../$side/kept")]
    [InlineData("$other/$side/kept")]
    public void What_is_replaced_or_removed_is_kept_where_rsync_keeps_it(string directory)
    {
        ShellRun run = Run($"""
            {Trees}
            side=r; rsync -ab --delete --backup-dir="{directory}" src/ r/dst || echo rsync $?
            side=f; $fathom sync -ab --delete --backup-dir="{directory}" src/ f/dst || echo fathom $?
            list r/dst > r.list; list f/dst > f.list; diff r.list f.list && wc -l < f.list
            kept r > r.kept; kept f > f.kept; diff r.kept f.kept && grep -c gone f.kept
            """);

        Assert.Equal(("8\n4\n", ""), (run.Text, run.Error));
    }

    [Fact]
    public void Nothing_is_made_where_nothing_is_kept()
    {
        ShellRun run = Run("mkdir -p src dst; echo x > src/f; $fathom sync -ab --backup-dir=../kept/today src/ dst; $fathom plan -ab --backup-dir=../kept/today src/ dst -q; ls");

        Assert.Equal(("dst\nsrc\n", "", 0), (run.Text, run.Error, run.ExitCode));
    }

    [Fact]
    public void A_directory_that_cannot_be_used_is_refused_before_anything_is_changed()
    {
        ShellRun run = Run("""
            mkdir -p src dst; echo new > src/f; echo old > dst/f; echo > file
            $fathom sync -ab --backup-dir=../file/below src/ dst; echo $?
            $fathom sync -ab --backup-dir=../none/../kept src/ dst; echo $?
            $fathom vault create --scrypt-cost 1024 v > /dev/null 2>&1
            $fathom sync -rltb --backup-dir=../kept src/ vault:v; echo $?
            cat dst/f; ls
            """);

        Assert.Equal("3\n3\n2\nold\ndst\nfile\nsrc\nv\n", run.Text);
        Assert.Contains("dst/../file", run.Error, StringComparison.Ordinal);
        Assert.Contains("--backup-dir '../kept' leads out of DST, which has to be a local directory then", run.Error, StringComparison.Ordinal);
    }

    private ShellRun Run(string script) => ShellRun.Of($"""
        cd {_folder.Path}; export FATHOM_PASSWORD=secret; fathom={RepositoryRoot.Binary}; other={_otherDisk.Path}
        {script}
        """);
}
