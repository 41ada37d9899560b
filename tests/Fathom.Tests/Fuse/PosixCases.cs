namespace Fathom.Tests.Fuse;

/// <summary>Rules of POSIX and of the manual pages of Linux, each as a Perl program that runs in an empty folder and dies where the rule
/// is broken. They hold on a plain folder too: so a case that is wrong itself shows.</summary>
internal static class PosixCases
{
    /// <summary>What each program can use: ok(CLAIM, TEXT), fails(ERRNO, RESULT, TEXT), put(NAME, CONTENT), get(NAME), mode(NAME).</summary>
    internal const string Prelude = """
        use strict; use warnings; use Errno; use IO::Handle; use Fcntl qw(:DEFAULT :mode :seek); use POSIX ();
        sub ok { my ($ok, $text) = @_; $ok or die "broken: $text ($!)\n" }
        sub fails { my ($errno, $result, $text) = @_; my $is = $!{$errno}; my $why = "$!"; (!$result && $is) or die "not $errno: $text (" . ($result ? 'succeeds' : $why) . ")\n" }
        sub put { my ($name, $content) = @_; open(my $f, '>', $name) or die "put $name: $!\n"; print $f $content; close($f) or die "close $name: $!\n" }
        sub get { my ($name) = @_; open(my $f, '<', $name) or die "get $name: $!\n"; local $/; my $all = <$f>; defined $all ? $all : '' }
        sub mode { (stat $_[0])[2] & 07777 }
        sub as { my ($uid, $do) = @_; my $pid = fork(); if (!$pid) { $) = "$uid $uid"; $( = $uid; ($<, $>) = ($uid, $uid); eval { $do->() }; print STDERR $@ if $@; POSIX::_exit($@ ? 1 : 0) } waitpid($pid, 0); $? == 0 or die "as user $uid\n" }
        umask 022; my @s;

        """;

    private const string AnyBytes = "names: any bytes";
    private const string Pipes = "mknod: pipes and sockets";
    private const string PipesBelong = "access: new pipes belong to who makes them";

    /// <summary>All of them, those of the other lists too.</summary>
    internal static Dictionary<string, string> Programs { get; } = new([
        .. Calls,
        .. With(PosixErrorCases.Prelude, PosixErrorCases.Programs),
        .. With(PosixTimeCases.Prelude, PosixTimeCases.Programs),
        .. With(PosixPermissionCases.Prelude, PosixPermissionCases.Programs),
    ]);

    private static Dictionary<string, string> Calls => new()
    {
        ["open: O_EXCL"] = "put('f', 'x'); fails('EEXIST', sysopen(my $f, 'f', O_CREAT|O_EXCL|O_RDWR), 'there'); symlink('nowhere', 'l'); fails('EEXIST', sysopen($f, 'l', O_CREAT|O_EXCL|O_RDWR), 'link')",
        ["open: umask"] = "umask 027; sysopen(my $f, 'f', O_CREAT|O_RDWR, 0666) or die; ok(mode('f') == 0640, 'mode'); mkdir('d', 0777); ok(mode('d') == 0750, 'directory')",
        ["open: read-only mode, writable descriptor"] = "sysopen(my $f, 'f', O_CREAT|O_RDWR, 0400) or die; ok(syswrite($f, 'abc') == 3, 'write'); close $f; ok(get('f') eq 'abc', 'content')",
        ["open: O_TRUNC"] = "put('f', 'abc'); sysopen(my $f, 'f', O_WRONLY|O_TRUNC) or die; ok(-s 'f' == 0, 'size'); close $f; ok(get('f') eq '', 'content')",
        ["open: O_APPEND"] = "put('f', 'abc'); sysopen(my $f, 'f', O_WRONLY|O_APPEND) or die; sysopen(my $g, 'f', O_WRONLY|O_APPEND) or die; syswrite($f, 'd'); syswrite($g, 'e'); syswrite($f, 'f'); ok(get('f') eq 'abcdef', get('f'))",
        ["open: O_NOFOLLOW"] = "put('f', 'x'); symlink('f', 'l'); fails('ELOOP', sysopen(my $f, 'l', O_RDONLY|O_NOFOLLOW), 'link')",
        ["open: a directory"] = "mkdir 'd'; fails('EISDIR', sysopen(my $f, 'd', O_WRONLY), 'write'); put('f', ''); fails('ENOTDIR', sysopen($f, 'f/x', O_RDONLY), 'below a file'); fails('ENOENT', sysopen($f, 'n', O_RDONLY), 'nothing')",
        ["open: a loop of links"] = "symlink('b', 'a'); symlink('a', 'b'); fails('ELOOP', sysopen(my $f, 'a', O_RDONLY), 'loop')",
        ["names: NAME_MAX bytes, not one more"] = "my $max = `getconf NAME_MAX .` + 0; ok($max >= 255, 'limit'); for my $n ('n' x 255, 'm' x $max) { put($n, 'x'); ok(get($n) eq 'x', 'long') } fails('ENAMETOOLONG', sysopen(my $f, 'n' x ($max + 1), O_CREAT|O_RDWR), 'longer'); fails('ENAMETOOLONG', mkdir('d' x ($max + 1)), 'mkdir')",
        [AnyBytes] = "my $n = join('', map { chr } grep { $_ != 47 } 1..254); put($n, 'x'); opendir(my $d, '.'); my @n = grep { !/^\\.\\.?$/s } readdir $d; ok(@n == 1 && $n[0] eq $n, 'listed'); unlink $n or die",
        ["write: a gap reads as zeros"] = "sysopen(my $f, 'f', O_CREAT|O_RDWR) or die; sysseek($f, 100000, SEEK_SET); syswrite($f, 'x'); ok(-s $f == 100001, 'size'); ok(get('f') eq (\"\\0\" x 100000) . 'x', 'content')",
        ["write: in the middle"] = "put('f', 'a' x 10000); sysopen(my $f, 'f', O_WRONLY) or die; sysseek($f, 4090, SEEK_SET); syswrite($f, 'b' x 20); close $f; ok(get('f') eq ('a' x 4090) . ('b' x 20) . ('a' x 5890), 'content')",
        ["write: what one descriptor wrote another reads"] = "sysopen(my $f, 'f', O_CREAT|O_RDWR) or die; sysopen(my $g, 'f', O_RDONLY) or die; syswrite($f, 'abc'); sysread($g, my $b, 10); ok($b eq 'abc', 'read'); ok(-s $g == 3, 'size')",
        ["write: mtime moves"] = "put('f', 'x'); utime(1, 1, 'f'); put('f', 'y'); ok((stat 'f')[9] > 1000, 'mtime'); utime(1, 1, 'f'); open(my $f, '+<', 'f'); sysread($f, my $b, 1); ok((stat 'f')[9] == 1, 'not by a read')",
        ["write: set-id bits go when an ordinary user writes"] = "put('f', 'x'); chmod(06777, 'f'); chmod 0777, '.'; as(65534, sub { sysopen(my $f, 'f', O_WRONLY) or die 'open'; syswrite($f, 'y'); close $f }); ok(mode('f') == 0777, sprintf('%o', mode('f')))",
        ["truncate: shorter and longer"] = "put('f', 'abcdef'); truncate('f', 3) or die; ok(get('f') eq 'abc', 'cut'); truncate('f', 6) or die; ok(get('f') eq \"abc\\0\\0\\0\", 'zeros'); open(my $f, '+<', 'f'); truncate($f, 1) or die; ok(-s 'f' == 1, 'by descriptor')",
        ["truncate: no directory"] = "mkdir 'd'; fails('EISDIR', truncate('d', 0), 'directory'); fails('ENOENT', truncate('n', 0), 'nothing')",
        ["truncate: over dirty pages"] = "sysopen(my $f, 'f', O_CREAT|O_RDWR) or die; syswrite($f, 'x' x 70000); truncate($f, 5000) or die; sysseek($f, 60000, SEEK_SET); syswrite($f, 'y'); close $f; ok(get('f') eq ('x' x 5000) . (\"\\0\" x 55000) . 'y', 'content')",
        ["rename: replaces a file"] = "put('a', 'a'); put('b', 'b'); rename('a', 'b') or die; ok(get('b') eq 'a' && !-e 'a', 'replaced')",
        ["rename: over an open file"] = "put('a', 'a'); put('b', 'b'); open(my $f, '<', 'b'); rename('a', 'b') or die; ok(<$f> eq 'b', 'still read'); ok((stat $f)[3] == 0, 'links'); ok(get('b') eq 'a', 'replaced')",
        ["rename: of an open file"] = "sysopen(my $f, 'a', O_CREAT|O_RDWR) or die; syswrite($f, 'one'); rename('a', 'b') or die; syswrite($f, 'two'); close $f; ok(get('b') eq 'onetwo' && !-e 'a', 'content')",
        ["rename: kinds"] = "put('f', ''); mkdir 'd'; mkdir 'full'; put('full/x', ''); fails('EISDIR', rename('f', 'd'), 'file over directory'); fails('ENOTDIR', rename('d', 'f'), 'directory over file'); fails('ENOTEMPTY', rename('d', 'full'), 'full'); rename('full', 'd') or die; ok(-e 'd/x', 'over an empty one')",
        ["rename: below itself"] = "mkdir 'd'; mkdir 'd/e'; fails('EINVAL', rename('d', 'd/e/f'), 'below itself')",
        ["rename: nothing there"] = "fails('ENOENT', rename('n', 'm'), 'nothing'); put('f', ''); rename('f', 'f') or die; ok(-e 'f', 'onto itself')",
        ["rename: two names of one file"] = "put('a', 'x'); link('a', 'b'); rename('a', 'b') or die; ok(-e 'a' && -e 'b', 'POSIX: nothing happens')",
        ["rename: a name that was looked for before"] = "ok(!-e 'b', 'negative'); put('a', 'x'); rename('a', 'b') or die; ok(get('b') eq 'x', 'there now'); ok(!-e 'a', 'gone')",
        ["rename: a directory with what is below"] = "mkdir 'd'; mkdir 'e'; put('d/f', 'x'); rename('d', 'e/d') or die; ok(get('e/d/f') eq 'x', 'moved'); my $i = (stat 'e')[1]; opendir(my $h, 'e/d'); readdir $h; ok((stat 'e/d/..')[1] == $i, 'parent')",
        ["rename: the times of both directories"] = "mkdir 'd'; mkdir 'e'; put('d/f', ''); utime(1, 1, 'd', 'e'); rename('d/f', 'e/f') or die; ok((stat 'd')[9] > 1 && (stat 'e')[9] > 1, 'mtime')",
        ["unlink: an open file stays"] = "sysopen(my $f, 'f', O_CREAT|O_RDWR) or die; syswrite($f, 'abc'); unlink('f') or die; ok((stat $f)[3] == 0, 'links'); syswrite($f, 'def'); sysseek($f, 0, SEEK_SET); sysread($f, my $b, 10); ok($b eq 'abcdef', 'content'); truncate($f, 2) or die; ok(-s $f == 2, 'size'); chmod(0600, $f) or die; ok(!-e 'f', 'gone')",
        ["unlink: an open file keeps the times that it is given"] = "sysopen(my $f, 'f', O_CREAT|O_RDWR) or die; syswrite($f, 'abc'); unlink('f') or die; my $p = \"/proc/$$/fd/\" . fileno($f); system('touch', '-m', '-d', '@1000', $p) == 0 or die; ok((stat $f)[9] == 1000, 'mtime'); syswrite($f, 'd'); ok((stat $f)[9] > 1000, 'written'); system('touch', '-d', '@2000', $p) == 0 or die; ok((stat $f)[9] == 2000 && (stat $f)[8] == 2000, 'both')",
        ["unlink: errors"] = "fails('ENOENT', unlink('n'), 'nothing'); mkdir 'd'; put('f', ''); fails('ENOTDIR', unlink('f/x'), 'below a file'); fails('EISDIR', unlink('d'), 'directory')",
        ["unlink: ctime of the other name"] = "put('a', ''); link('a', 'b'); my $c = (stat 'b')[10]; sleep 1; unlink 'a'; ok((stat 'b')[10] > $c, 'ctime'); ok((stat 'b')[3] == 1, 'links')",
        ["mkdir: mode, links, errors"] = "mkdir('d', 0700) or die; ok(mode('d') == 0700, 'mode'); ok((stat 'd')[3] == 2, 'links'); mkdir 'd/e'; ok((stat 'd')[3] == 3, 'links of the parent'); fails('EEXIST', mkdir('d'), 'there'); fails('ENOENT', mkdir('n/d'), 'no parent')",
        ["mkdir: set-group-id is inherited"] = "mkdir 'd'; chown(0, 65534, 'd'); chmod(02777, 'd'); mkdir 'd/e'; @s = stat 'd/e'; ok(($s[2] & 02000) && $s[5] == 65534, 'directory'); put('d/f', ''); @s = stat 'd/f'; ok(!($s[2] & 02000) && $s[5] == 65534, 'file')",
        ["rmdir: errors"] = "mkdir 'd'; put('d/f', ''); fails('ENOTEMPTY', rmdir('d'), 'full'); put('f', ''); fails('ENOTDIR', rmdir('f'), 'file'); fails('ENOENT', rmdir('n'), 'nothing'); fails('EINVAL', rmdir('d/.'), 'dot'); unlink 'd/f'; rmdir 'd' or die; ok(!-e 'd', 'gone')",
        ["rmdir: a directory that is open"] = "mkdir 'd'; opendir(my $h, 'd'); rmdir 'd' or die; ok((grep { !/^\\./ } readdir $h) == 0, 'empty'); fails('ENOENT', sysopen(my $f, 'd/x', O_CREAT|O_RDWR), 'create')",
        ["rmdir: what is made while a removed directory is open is new"] = "mkdir 'd'; opendir(my $h, 'd'); rmdir 'd' or die; for my $i (0..9) { put(\"f$i\", $i); ok(-f \"f$i\" && get(\"f$i\") eq $i, 'file'); mkdir \"e$i\" or die; put(\"e$i/x\", $i); ok(get(\"e$i/x\") eq $i, 'directory'); symlink('x', \"l$i\") or die; ok(readlink(\"l$i\") eq 'x', 'link') } ok((grep { !/^\\./ } readdir $h) == 0, 'the open one')",
        ["symlink: target, size, mode"] = "symlink('some/where', 'l') or die; ok(readlink('l') eq 'some/where', 'target'); @s = lstat 'l'; ok($s[7] == 10 && S_ISLNK($s[2]), 'size'); ok(($s[2] & 07777) == 0777, 'mode'); fails('EEXIST', symlink('x', 'l'), 'there'); put('f', ''); fails('EINVAL', readlink('f'), 'no link'); my $t = 'x' x 4000; symlink($t, 'm') or die; ok(readlink('m') eq $t, 'long')",
        ["link: one node, two names"] = "put('a', 'x'); link('a', 'b') or die; my @a = stat 'a'; my @b = stat 'b'; ok($a[1] == $b[1] && $a[3] == 2 && $b[3] == 2, 'same'); put('a', 'y'); ok(get('b') eq 'y', 'content'); chmod(0600, 'b'); ok(mode('a') == 0600, 'mode')",
        ["link: errors"] = "mkdir 'd'; put('a', ''); put('b', ''); fails('EPERM', link('d', 'e'), 'directory'); fails('EEXIST', link('a', 'b'), 'there'); fails('ENOENT', link('n', 'm'), 'nothing')",
        ["link: to a link"] = "symlink('n', 'l'); link('l', 'm') or die; ok(readlink('m') eq 'n' && (lstat 'l')[3] == 2, 'the link itself')",
        ["chmod: all bits"] = "put('f', ''); for my $m (0, 0777, 04755, 02755, 01777, 06711) { chmod($m, 'f') or die; ok(mode('f') == $m, sprintf('%o', $m)) } my $c = (stat 'f')[10]; sleep 1; chmod(0644, 'f'); ok((stat 'f')[10] > $c, 'ctime')",
        ["chmod: who may"] = "put('f', ''); chmod 0777, '.'; as(65534, sub { fails('EPERM', chmod(0777, 'f'), 'not the owner') }); chown(65534, 65534, 'f'); as(65534, sub { chmod(0600, 'f') or die 'owner' })",
        ["chown: owner, group, set-id bits"] = "put('f', ''); chmod(06755, 'f'); chown(65534, 1, 'f') or die; @s = stat 'f'; ok($s[4] == 65534 && $s[5] == 1, 'ids'); ok(($s[2] & 07777) == 0755, 'bits'); chown(-1, 65534, 'f'); ok((stat 'f')[4] == 65534, 'owner stays'); as(65534, sub { fails('EPERM', chown(1, -1, 'f'), 'given away') })",
        ["chown: a link itself"] = "put('f', ''); symlink('f', 'l'); system('chown', '-h', '65534:65534', 'l') == 0 or die; ok((lstat 'l')[4] == 65534 && (stat 'f')[4] == 0, 'the link')",
        ["utimensat: given, now, one alone"] = "put('f', ''); utime(1000000000, 1100000000, 'f') or die; @s = stat 'f'; ok($s[8] == 1000000000 && $s[9] == 1100000000, 'given'); system('touch', '-a', '-d', '@5', 'f'); @s = stat 'f'; ok($s[8] == 5 && $s[9] == 1100000000, 'atime alone'); utime(undef, undef, 'f'); ok(abs((stat 'f')[9] - time) < 60, 'now')",
        ["utimensat: nanoseconds, before 1970, after 2038"] = "put('f', ''); for my $t ('1600000000.123456789', '-100.5', '4294967296.000000001') { system('touch', '-d', \"\\@$t\", 'f') == 0 or die; my $is = `stat -c %.9Y f`; chomp $is; my ($s, $n) = split /\\./, $t; my $want = sprintf('%s.%s', $s, substr($n . '0' x 9, 0, 9)); ok($is eq $want || ($t =~ /^-/ && $is =~ /^-100\\.500|^-101\\.500/), \"$is is $want\") }",
        ["utimensat: a link itself"] = "symlink('n', 'l'); system('touch', '-h', '-d', '@7', 'l') == 0 or die; ok((lstat 'l')[9] == 7, 'the link')",
        ["utimensat: on a file with dirty pages"] = "sysopen(my $f, 'f', O_CREAT|O_RDWR) or die; syswrite($f, 'x' x 5000); utime(3, 4, 'f') or die; ok(defined $f->sync, 'fsync'); close $f; @s = stat 'f'; ok($s[8] == 3 && $s[9] == 4, 'stays')",
        ["access: modes are checked"] = "put('f', 'x'); chmod(0600, 'f'); mkdir 'd'; put('d/f', 'x'); chmod(0700, 'd'); as(65534, sub { fails('EACCES', sysopen(my $f, 'f', O_RDONLY), 'read'); fails('EACCES', sysopen($f, 'd/f', O_RDONLY), 'search'); fails('EACCES', sysopen($f, 'new', O_CREAT|O_RDWR), 'create'); fails('EACCES', mkdir('e'), 'mkdir') })",
        ["access: new nodes belong to who makes them"] = "chmod 0777, '.'; as(65534, sub { put('f', 'x'); mkdir 'd' or die; symlink('x', 'l') or die }); for my $n ('f', 'd', 'l') { @s = lstat $n; ok($s[4] == 65534 && $s[5] == 65534, $n) }",
        [PipesBelong] = "chmod 0777, '.'; as(65534, sub { POSIX::mkfifo('p', 0600) or die }); @s = lstat 'p'; ok($s[4] == 65534 && $s[5] == 65534, 'ids')",
        ["access: a sticky directory"] = "mkdir 'd'; chmod(01777, 'd'); put('d/f', ''); as(65534, sub { fails('EPERM', unlink('d/f'), 'of another'); put('d/g', ''); unlink 'd/g' or die 'own' })",
        ["readdir: everything once, also when files go meanwhile"] = "for my $i (0..2999) { put(\"f$i\", '') } opendir(my $h, '.'); my %n; my $i = 0; while (defined(my $n = readdir $h)) { next if $n =~ /^\\./; ok(!$n{$n}++, \"twice $n\"); unlink $n if ++$i % 2 } ok(keys %n == 3000, scalar keys %n); rewinddir $h; ok((grep { !/^\\./ } readdir $h) == 1500, 'again')",
        ["readdir: telldir and seekdir"] = "put(\"f$_\", '') for 0..499; opendir(my $h, '.'); my @a; my @t; while (1) { my $t = telldir $h; my $n = readdir $h; last unless defined $n; push @a, $n; push @t, $t } for my $k (400, 3, 250, 0, 499) { seekdir $h, $t[$k]; ok(readdir($h) eq $a[$k], \"entry $k\") }",
        ["readdir: a file made before is seen"] = "opendir(my $h, '.'); my @n = readdir $h; put('f', ''); opendir($h, '.'); ok((grep { $_ eq 'f' } readdir $h) == 1, 'seen'); unlink 'f'; opendir($h, '.'); ok((grep { $_ eq 'f' } readdir $h) == 0, 'gone')",
        [Pipes] = "POSIX::mkfifo('p', 0640) or die; @s = stat 'p'; ok(S_ISFIFO($s[2]) && mode('p') == 0640, 'fifo'); fails('EEXIST', POSIX::mkfifo('p', 0600), 'there'); my $pid = fork(); if (!$pid) { open(my $w, '>', 'p'); print $w 'hi'; close $w; POSIX::_exit(0) } open(my $r, '<', 'p'); ok(<$r> eq 'hi', 'works'); waitpid($pid, 0)",
        ["xattrs"] = "put('f', ''); system('setfattr -n user.a -v 1 f && setfattr -n user.b -v 2 f') == 0 or die; ok(`getfattr --only-values -n user.a f` eq '1', 'value'); ok(join(',', sort grep { /user/ } split /\\n/, `getfattr f`) eq 'user.a,user.b', 'names'); system('setfattr -x user.a f') == 0 or die; ok(system('getfattr -n user.a f 2>/dev/null') != 0, 'removed')",
        ["statfs"] = "my ($bs, $blocks) = split / /, `stat -f -c '%S %b' .`; ok($bs > 0 && $blocks > 0, 'room'); ok(`stat -f -c %l .` >= 255, 'names')",
        ["locks"] = "put('f', ''); open(my $f, '+<', 'f'); flock($f, 2) or die; my $pid = fork(); if (!$pid) { open(my $g, '+<', 'f'); POSIX::_exit(flock($g, 2 | 4) ? 1 : 0) } waitpid($pid, 0); ok($? == 0, 'held')",
    };

    /// <summary>Those of a vault, whose names are text and whose nodes are files, directories and links; what it has not it says.</summary>
    internal static Dictionary<string, string> InVaults { get; } = new(Programs.Where(static rule => rule.Key is not (AnyBytes or Pipes or PipesBelong)))
    {
        ["names: no bytes that are no text"] = "fails('EILSEQ', sysopen(my $f, \"\\xff\", O_CREAT|O_RDWR), 'file'); fails('EILSEQ', mkdir(\"a\\x80\"), 'directory'); opendir(my $d, '.'); ok((grep { !/^\\.\\.?$/ } readdir $d) == 0, 'nothing made')",
        ["names: all forms of text"] = "for my $n (\"\\xc3\\xa9\", \"\\xe2\\x82\\xac\" x 85, \"\\xf0\\x9f\\x98\\x80\", join('', map { chr } grep { $_ != 47 } 1..126)) { put($n, 'x'); ok(get($n) eq 'x', 'read'); opendir(my $d, '.'); ok((grep { $_ eq $n } readdir $d) == 1, 'listed') }",
        ["mknod: no pipes and sockets"] = "fails('EPERM', POSIX::mkfifo('p', 0640), 'fifo'); ok(!-e 'p', 'nothing made')",
    };

    private static IEnumerable<KeyValuePair<string, string>> With(string prelude, Dictionary<string, string> programs) =>
        programs.Select(rule => KeyValuePair.Create(rule.Key, prelude + rule.Value));
}
