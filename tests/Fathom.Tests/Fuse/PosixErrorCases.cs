namespace Fathom.Tests.Fuse;

/// <summary>What each call says of a path that it cannot use, by the ERRORS of its manual page; programs as those of <see cref="PosixCases"/>.</summary>
internal static class PosixErrorCases
{
    /// <summary>every(ERRNO, PATH, TEXT): all calls that take the path of a node that is there; making(ERRNO, PATH, TEXT): all that make one.</summary>
    internal const string Prelude = """
        sub every { my ($e, $p, $t) = @_;
            fails($e, sysopen(my $f, $p, O_RDONLY), "open $t"); fails($e, !!stat($p), "stat $t"); fails($e, truncate($p, 0), "truncate $t"); fails($e, chmod(0644, $p), "chmod $t");
            fails($e, chown(0, 0, $p), "chown $t"); fails($e, utime(1, 1, $p), "utime $t"); fails($e, !!opendir(my $d, $p), "opendir $t"); fails($e, chdir($p), "chdir $t") }
        sub naming { my ($e, $p, $t) = @_;
            fails($e, unlink($p), "unlink $t"); fails($e, rmdir($p), "rmdir $t"); fails($e, rename($p, 'other'), "rename $t"); fails($e, !!lstat($p), "lstat $t"); fails($e, defined readlink($p), "readlink $t") }
        sub making { my ($e, $p, $t) = @_; put('source', '');
            fails($e, sysopen(my $f, $p, O_CREAT|O_RDWR), "create $t"); fails($e, mkdir($p), "mkdir $t"); fails($e, symlink('x', $p), "symlink $t");
            fails($e, link('source', $p), "link to $t"); fails($e, rename('source', $p), "rename to $t"); ok(-e 'source', 'stays') }

        """;

    internal static Dictionary<string, string> Programs { get; } = new()
    {
        ["errors: a name that is too long, in every call"] = """
            my $n = 'n' x ((`getconf NAME_MAX .` + 0) + 1);
            every('ENAMETOOLONG', $n, 'long'); naming('ENAMETOOLONG', $n, 'long'); making('ENAMETOOLONG', $n, 'long');
            every('ENAMETOOLONG', "$n/x", 'below long'); making('ENAMETOOLONG', "$n/x", 'below long')
            """,
        ["errors: a path of PATH_MAX bytes, in every call"] = """
            my $p = ('./' x 2047) . 'f'; put($p, 'x'); ok(get('f') eq 'x', '4095 bytes'); rename($p, $p) or die 'rename'; chmod(0600, $p) or die 'chmod'; unlink $p or die 'unlink'; mkdir $p or die 'mkdir'; rmdir $p or die 'rmdir';
            $p = ('./' x 2047) . 'ff'; every('ENAMETOOLONG', $p, '4096 bytes'); naming('ENAMETOOLONG', $p, '4096 bytes'); making('ENAMETOOLONG', $p, '4096 bytes')
            """,
        ["errors: a target of PATH_MAX bytes"] = "symlink('t' x 4095, 'l') or die; ok(readlink('l') eq 't' x 4095, 'longest'); fails('ENAMETOOLONG', symlink('t' x 4096, 'm'), 'longer')",
        ["errors: a loop of links, in every call"] = "symlink('b', 'a'); symlink('a', 'b'); every('ELOOP', 'a', 'loop'); every('ELOOP', 'a/x', 'below'); naming('ELOOP', 'a/x', 'below'); making('ELOOP', 'a/x', 'below'); unlink 'a' or die; ok(lstat 'b', 'the other')",
        ["errors: forty links are followed, not one more"] = "put('l0', 'x'); symlink('l' . ($_ - 1), \"l$_\") for 1..41; ok(get('l40') eq 'x', '40'); fails('ELOOP', sysopen(my $f, 'l41', O_RDONLY), '41')",
        ["errors: below a file, in every call"] = "put('f', 'x'); every('ENOTDIR', 'f/x', 'below'); naming('ENOTDIR', 'f/x', 'below'); making('ENOTDIR', 'f/x', 'below'); ok(get('f') eq 'x', 'as it was')",
        ["errors: below nothing, in every call"] = "every('ENOENT', 'n/x', 'below'); naming('ENOENT', 'n/x', 'below'); making('ENOENT', 'n/x', 'below'); every('ENOENT', 'n', 'nothing'); naming('ENOENT', 'n', 'nothing')",
        ["errors: an empty path, in every call"] = "every('ENOENT', '', 'empty'); naming('ENOENT', '', 'empty'); making('ENOENT', '', 'empty'); fails('ENOENT', symlink('', 'l'), 'empty target')",
        ["errors: what is there is not made again"] = """
            put('f', 'x'); mkdir 'd'; put('d/x', ''); symlink('f', 'l'); symlink('nowhere', 'm'); put('s', '');
            for my $n ('f', 'd', 'l', 'm') { fails('EEXIST', mkdir($n), "mkdir $n"); fails('EEXIST', symlink('x', $n), "symlink $n"); fails('EEXIST', link('s', $n), "link $n"); fails('EEXIST', sysopen(my $f, $n, O_CREAT|O_EXCL|O_RDWR), "open $n") }
            ok(get('f') eq 'x' && -e 'd/x' && readlink('m') eq 'nowhere' && (stat 's')[3] == 1, 'as it was')
            """,
        ["errors: a slash behind what is no directory"] = """
            put('f', 'x'); symlink('f', 'l'); fails('ENOTDIR', sysopen(my $f, 'f/', O_RDONLY), 'open'); fails('ENOTDIR', unlink('f/'), 'unlink'); fails('ENOTDIR', rename('f/', 'g'), 'rename from'); fails('ENOTDIR', rename('f', 'g/'), 'rename to');
            fails('ENOTDIR', link('f/', 'g'), 'link'); fails('ENOTDIR', !!stat('l/'), 'link'); fails('EISDIR', sysopen($f, 'new/', O_CREAT|O_RDWR), 'create'); mkdir 'd/' or die; ok(-d 'd', 'mkdir'); rename('d/', 'e/') or die; rmdir 'e/' or die
            """,
        ["errors: dots"] = """
            mkdir 'd'; mkdir 'd/e'; mkdir 'd/e/f'; fails('EINVAL', rmdir('d/e/f/.'), 'rmdir .'); fails('ENOTEMPTY', rmdir('d/e/..'), 'rmdir ..'); fails('EBUSY', rename('d/e/.', 'n'), 'rename .'); fails('EBUSY', rename('d/e/..', 'n'), 'rename ..');
            fails('EBUSY', rename('d', 'd/e/.'), 'to .'); fails('EEXIST', mkdir('d/.'), 'mkdir .'); fails('EEXIST', mkdir('d/..'), 'mkdir ..'); fails('EISDIR', unlink('d/.'), 'unlink .'); ok(-d 'd/e/f', 'all there')
            """,
        ["errors: nothing can be made in a directory that was removed"] = """
            put('f', ''); mkdir 'd'; chdir 'd' or die; rmdir '../d' or die; fails('ENOENT', sysopen(my $f, 'x', O_CREAT|O_RDWR), 'create'); fails('ENOENT', mkdir('x'), 'mkdir'); fails('ENOENT', symlink('y', 'x'), 'symlink');
            fails('ENOENT', link('../f', 'x'), 'link'); fails('ENOENT', rename('../f', 'x'), 'rename'); opendir(my $h, '.') or die; ok((grep { !/^\.\.?$/ } readdir $h) == 0, 'empty'); ok((stat '.')[3] == 0, 'links'); chdir '/'
            """,
        ["errors: flags of open"] = """
            put('f', 'x'); mkdir 'd'; symlink('nowhere', 'm'); symlink('d', 'e'); fails('ENOTDIR', sysopen(my $f, 'f', O_RDONLY|O_DIRECTORY), 'O_DIRECTORY'); fails('ELOOP', sysopen($f, 'm', O_RDONLY|O_NOFOLLOW), 'O_NOFOLLOW, dangling');
            fails('ELOOP', sysopen($f, 'm', O_CREAT|O_RDWR|O_NOFOLLOW), 'O_CREAT|O_NOFOLLOW'); fails('EISDIR', sysopen($f, 'd', O_RDWR), 'O_RDWR'); fails('EISDIR', sysopen($f, 'd', O_CREAT|O_RDONLY), 'O_CREAT'); fails('EISDIR', sysopen($f, 'd', O_RDONLY|O_TRUNC), 'O_TRUNC');
            fails('ENOENT', sysopen($f, 'm', O_RDWR), 'dangling'); sysopen($f, 'm', O_CREAT|O_RDWR) or die 'through a link'; ok(-e 'nowhere', 'made'); sysopen($f, 'e/x', O_CREAT|O_RDWR) or die; ok(-e 'd/x', 'below a link')
            """,
        ["errors: lengths and descriptors"] = """
            put('f', 'x'); fails('EINVAL', truncate('f', -1), 'negative'); open(my $r, '<', 'f'); fails('EINVAL', truncate($r, 0), 'read-only'); fails('EBADF', defined syswrite($r, 'y'), 'write'); sysopen(my $w, 'f', O_WRONLY) or die;
            fails('EBADF', defined sysread($w, my $b, 1), 'read'); fails('EINVAL', sysseek($w, -5, SEEK_SET), 'seek'); opendir(my $d, '.'); ok(get('f') eq 'x', 'as it was')
            """,
        ["rename: links of the parents, and of what is replaced"] = """
            mkdir $_ for 'a', 'b', 'a/d', 'b/d'; ok((stat 'a')[3] == 3 && (stat 'b')[3] == 3, 'before'); sysopen(my $h, 'b/d', O_RDONLY|O_DIRECTORY) or die; rename('a/d', 'b/d') or die; ok((stat 'a')[3] == 2, 'left'); ok((stat 'b')[3] == 3, 'replaced');
            rename('b/d', 'a/e') or die; ok((stat 'a')[3] == 3 && (stat 'b')[3] == 2, 'moved'); put('f', ''); link('f', 'g'); put('x', ''); rename('x', 'f') or die; ok((stat 'g')[3] == 1, 'the other name')
            """,
        ["rename: what replaces a link replaces the link"] = "put('f', 'f'); put('t', 't'); mkdir 'd'; symlink('t', 'l'); symlink('d', 'm'); rename('f', 'l') or die; ok(!-l 'l' && get('l') eq 'f' && get('t') eq 't', 'file over link'); fails('ENOTDIR', rename('d', 'm'), 'directory over link'); rename('m', 'n') or die; ok(readlink('n') eq 'd' && -d 'd', 'the link itself')",
        ["rename: the inode stays, whatever the name"] = """
            my ($s, $l, $m) = ('s', 'l' x 250, 'm' x 250); for my $make (sub { put($_[0], 'x') }, sub { mkdir $_[0] or die }, sub { symlink('x', $_[0]) or die }) { for my $first ($s, $l) {
                $make->($first); my $i = (lstat $first)[1]; my $is = $first; for my $next ($l, $m, $s, $m, $l, 'end') { next if $next eq $is; rename($is, $next) or die "rename: $!"; ok((lstat $next)[1] == $i, "inode, from " . length($is) . ' to ' . length($next)); ok(!lstat $is, 'gone'); $is = $next }
                -d $is && !-l $is ? rmdir $is : unlink $is } }
            """,
        ["rename: what is made then is another directory"] = """
            mkdir 'k' x 240; for my $i (0..9) { my ($l, $m) = ("$i" . 'l' x 240, "$i" . 'm' x 240); mkdir $l; put("$l/in", "in $i"); mkdir "x$i"; rename($l, $m) or die; for my $j (0..3) { mkdir "e$i$j"; ok(!-e "e$i$j/in" && (stat "e$i$j")[1] != (stat $m)[1], 'empty') } ok(get("$m/in") eq "in $i", 'content') }
            """,
        ["rename: directories that are exchanged"] = """
            my ($a, $b) = ('a' x 240, 'b' x 240); mkdir $a; mkdir $b; put("$a/in", 'a'); put("$b/in", 'b'); my ($i, $j) = ((stat $a)[1], (stat $b)[1]); my $done = syscall((POSIX::uname())[4] eq "x86_64" ? 316 : 276, -100, $a, -100, $b, 2) == 0; $done || $!{ENOSYS} || $!{EINVAL} or die "exchange: $!";
            if ($done) { opendir(my $h, '.'); my @n = readdir $h; ok((stat $a)[1] == $j && (stat $b)[1] == $i, 'numbers'); ok(get("$a/in") eq 'b' && get("$b/in") eq 'a', 'content') }
            """,
    };
}
