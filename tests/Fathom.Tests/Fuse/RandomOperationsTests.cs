using System.Globalization;
using System.Runtime.Versioning;
using Fathom.Fuse;
using Fathom.Tests.Conformance;
using Fathom.Tests.Support;
using Xunit;

namespace Fathom.Tests.Fuse;

/// <summary>Whatever is done, a mount answers as a plain folder does, and what is behind it looks the same in the end.</summary>
[SupportedOSPlatform("linux")]
public sealed class RandomOperationsTests
{
    private const string Program = """
        use strict; use warnings; use Fcntl qw(:DEFAULT :seek); use Digest::MD5 qw(md5_hex);
        srand($ARGV[0]); my @open; my $step = 0;
        my @names = map { my $d = $_; map { "$d$_" } qw(a b c) } ('', 'd/', 'e/', 'd/f/');
        sub any { $names[rand @names] }
        sub dir { ('d', 'e', 'd/f')[rand 3] }
        sub tell_result { my ($what, $ok, @more) = @_; my $why = $ok ? 'ok' : 0 + $!; print $step++, " $what $why @more\n" }
        my @steps = (
            sub { my $n = any; my $ok = sysopen(my $f, $n, O_RDWR|O_CREAT, 0640); if ($ok && @open < 8) { push @open, $f } tell_result("create $n", $ok) },
            sub { my $n = any; my $ok = sysopen(my $f, $n, O_WRONLY|O_TRUNC); tell_result("cut $n", $ok) },
            sub { my $n = any; my $ok = sysopen(my $f, $n, O_WRONLY|O_APPEND); my $w = $ok ? syswrite($f, chr(65 + rand 26) x rand 9000) : 0; tell_result("append $n", $ok, $w) },
            (sub { return unless @open; my $f = $open[rand @open]; sysseek($f, int rand 200000, SEEK_SET); tell_result('write', defined syswrite($f, chr(65 + rand 26) x (1 + rand 20000)), -s $f) }) x 3,
            (sub { return unless @open; my $f = $open[rand @open]; sysseek($f, int rand 200000, SEEK_SET); my $r = sysread($f, my $b, 1 + rand 50000); tell_result('read', defined $r, $r, md5_hex($b // '')) }) x 2,
            sub { return unless @open; my $f = $open[rand @open]; tell_result('truncate', truncate($f, int rand 150000), -s $f, (stat $f)[3]) },
            sub { my $n = any; tell_result("truncate $n", truncate($n, int rand 150000)) },
            sub { return unless @open; close splice(@open, rand @open, 1); tell_result('close', 1) },
            sub { my ($n, $m) = (any, any); tell_result("rename $n $m", rename($n, $m)) },
            sub { my ($n, $m) = (dir, dir); tell_result("rename $n $m", rename($n, $m)) },
            sub { my ($n, $m) = (any, any); tell_result("link $n $m", link($n, $m)) },
            sub { my $n = any; tell_result("unlink $n", unlink($n)) },
            sub { my $n = any; tell_result("symlink $n", symlink('a', $n)) },
            (sub { my $n = dir; tell_result("mkdir $n", mkdir($n)) }) x 2,
            sub { my $n = dir; tell_result("rmdir $n", rmdir($n)) },
            sub { my $n = any; my $m = int rand 512; tell_result("chmod $n", chmod($m, $n)) },
            sub { my $n = any; my @s = lstat $n; tell_result("stat $n", scalar(@s), @s ? @s[2,3,4,5] : (), @s && -f _ ? $s[7] : ()) },
            sub { my $n = any; my $ok = open(my $f, '<', $n); local $/; tell_result("get $n", $ok, $ok ? md5_hex(<$f> // '') : ()) },
            sub { my $n = (dir, '.')[rand 2]; my $ok = opendir(my $d, $n); tell_result("list $n", $ok, $ok ? sort readdir $d : ()) },
        );
        $steps[rand @steps]->() for 1 .. 1500;
        """;

    // How many links a directory has is not compared: in a vault what stands for links and long names counts too.
    private const string Describe = "find . -type d -printf '%p %M\\n' -o -printf '%p %M %n %l\\n' -type f -printf '%s\\n' -exec md5sum {} + | LC_ALL=C sort";

    [Theory]
    [InlineData(1, Served.Folder, true)]
    [InlineData(2, Served.Folder, true)]
    [InlineData(3, Served.Folder, true)]
    [InlineData(4, Served.Folder, false)]
    [InlineData(5, Served.Folder, false)]
    [InlineData(6, Served.GcmVault, true)]
    [InlineData(7, Served.GcmVault, false)]
    [InlineData(8, Served.CtrMacVault, true)]
    [InlineData(9, Served.CtrMacVault, false)]
    public void A_mount_answers_like_a_plain_folder(int seed, Served served, bool isKept)
    {
        using TempFolder plain = new(CorpusStore.Folder);
        using FuseMount mount = new(served, isKept ? FuseOptions.Default : FuseConformance.Options);
        using TempFolder program = new();
        string run = $"umask 022; perl {program.Write("random.pl", Program)} {seed.ToString(CultureInfo.InvariantCulture)}";

        string[] expected = FuseMount.Script(plain.Path, run).EnsureSuccess().Lines;
        string[] answers = mount.Script(run).EnsureSuccess().Lines;

        Assert.True(expected.Length > 1000);
        Assert.Equal(expected, answers);
        string[] left = FuseMount.Script(plain.Path, Describe).EnsureSuccess().Lines;
        Assert.Equal(left, mount.Script(Describe).EnsureSuccess().Lines);
        if (served == Served.Folder)
        {
            Assert.Equal(left, FuseMount.Script(mount.Source, Describe).EnsureSuccess().Lines);
        }

        mount.EndSound();
    }
}
