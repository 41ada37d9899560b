namespace Fathom.Tests.Fuse;

/// <summary>Who may do what, by mode, owner and group; programs as those of <see cref="PosixCases"/>.</summary>
internal static class PosixPermissionCases
{
    /// <summary>be(USER, GROUPS, DO): as another user, the first group being its own; set(PATH, MODE, USER, GROUP).</summary>
    internal const string Prelude = """
        sub be { my ($uid, $groups, $do) = @_; my ($gid) = split / /, $groups; my $pid = fork(); if (!$pid) { $! = 0; $( = $gid; $) = "$gid $groups"; ($<, $>) = ($uid, $uid); eval { $> == $uid or die "user\n"; $do->() }; print STDERR $@ if $@; POSIX::_exit($@ ? 1 : 0) } waitpid($pid, 0); $? == 0 or die "as user $uid of $groups\n" }
        sub set { my ($p, $mode, $uid, $gid) = @_; chown($uid, $gid, $p) == 1 or die "chown $p: $!"; chmod($mode, $p) == 1 or die "chmod $p: $!" }
        sub can { my ($want, $is, $text) = @_; my $e = $!{EACCES}; !!$want eq !!$is or die "$text: " . ($is ? 'allowed' : 'refused') . "\n"; $is || $e or die "$text: not EACCES\n" }
        chmod 0777, '.';

        """;

    internal static Dictionary<string, string> Programs { get; } = new()
    {
        ["permissions: of a file, by class and bit"] = """
            my @class = (['owner', 1001, 2002, 6], ['group', 1002, 2001, 3], ['supplementary group', 1002, 2003, 3], ['others', 1002, 2002, 0]);
            for my $c (@class) { my ($who, $uid, $gid, $shift) = @$c; for my $bits (0..7) { my $n = "$who$bits"; put($n, "#!/bin/sh\nexit 0\n"); set($n, $bits << $shift, $uid, $gid) } }
            be(1001, '2001 2003', sub { for my $c (@class) { for my $bits (0..7) { my $n = "$c->[0]$bits"; can($bits & 4, sysopen(my $r, $n, O_RDONLY), "read $n"); can($bits & 2, sysopen(my $w, $n, O_WRONLY), "write $n"); can(($bits & 6) == 6, sysopen(my $b, $n, O_RDWR), "both $n");
                can($bits & 2, truncate($n, 20), "truncate $n"); can(($bits & 6) == 6, sysopen(my $t, $n, O_RDWR|O_TRUNC), "O_TRUNC $n") } } })
            """,
        ["permissions: of a directory, by bit"] = """
            for my $bits (0..7) { mkdir "d$bits"; put("d$bits/f", 'x'); chmod(0666, "d$bits/f"); mkdir "d$bits/e"; set("d$bits", $bits, 0, 0) }
            be(1001, '2001', sub { for my $bits (0..7) { my $d = "d$bits"; my $all = ($bits & 3) == 3; can($bits & 4, opendir(my $h, $d), "list $d"); can($bits & 1, !!stat("$d/f"), "stat in $d"); can($bits & 1, sysopen(my $f, "$d/f", O_RDWR), "open in $d"); can($bits & 1, chdir("$d/."), "chdir $d"); chdir '..' if $bits & 1;
                can($all, sysopen($f, "$d/new", O_CREAT|O_RDWR), "create in $d"); can($all, mkdir("$d/sub"), "mkdir in $d"); can($all, symlink('x', "$d/link"), "symlink in $d"); can($all, rename("$d/f", "$d/g"), "rename in $d"); can($all, unlink($all ? "$d/g" : "$d/f"), "unlink in $d"); can($all, rmdir("$d/e"), "rmdir in $d") } })
            """,
        ["permissions: every directory on the way is searched"] = "mkdir 'a'; mkdir 'a/b'; put('a/b/f', 'x'); chmod(0666, 'a/b/f'); chmod(0600, 'a'); symlink('a/b/f', 'l'); be(1001, '2001', sub { for my $p ('a/b/f', 'l', 'a/b') { can(0, !!stat($p), $p) } can(0, sysopen(my $f, 'a/b/new', O_CREAT|O_RDWR), 'create'); can(0, rename('a/b/f', 'g'), 'rename'); can(0, link('a/b/f', 'g'), 'link') })",
        ["permissions: access(2) asks for the real user"] = "use filetest 'access'; put('f', 'x'); set('f', 0640, 0, 2001); be(1001, '2001', sub { ok(-r 'f' && !-w 'f' && !-x 'f', 'group') }); be(1001, '2002', sub { ok(!-r 'f', 'others') })",
        ["permissions: a sticky directory, of its own and of others"] = """
            mkdir 's'; mkdir 't'; chmod(0777, 't'); for my $n ('other', 'mine', 'over') { put("s/$n", $n); mkdir "s/dir$n" } chown(1002, 2002, 's/other', 's/dirother', 's/over', 's/dirover'); chown(1001, 2001, 's/mine', 's/dirmine'); set('s', 01777, 1003, 2003); chmod(0777, 's/dirother');
            be(1001, '2001', sub { fails('EPERM', unlink('s/other'), 'unlink'); fails('EPERM', rmdir('s/dirother'), 'rmdir'); fails('EPERM', rename('s/other', 't/other'), 'out'); fails('EPERM', rename('s/other', 's/n'), 'within'); fails('EPERM', rename('s/mine', 's/over'), 'over'); fails('EPERM', rename('s/dirmine', 's/dirover'), 'directory over');
                put('t/x', ''); fails('EPERM', rename('t/x', 's/over'), 'into, over'); rename('t/x', 's/x') or die 'into'; rename('s/mine', 't/mine') or die 'own, out'; rmdir 's/dirmine' or die 'own' }); be(1003, '2003', sub { unlink 's/other' or die 'owner of the directory'; rename('s/over', 's/n') or die 'owner renames' })
            """,
        ["permissions: a directory that goes to another parent has to be writable"] = "mkdir 'a'; mkdir 'b'; mkdir 'a/d'; chmod(0777, 'a', 'b'); set('a/d', 0755, 1002, 2002); be(1001, '2001', sub { fails('EACCES', rename('a/d', 'b/d'), 'moved'); rename('a/d', 'a/e') or die 'within' }); chmod(0777, 'a/e'); be(1001, '2001', sub { rename('a/e', 'b/e') or die 'writable' }); ok(-d 'b/e', 'there')",
        ["permissions: chown, by the owner"] = """
            put('f', ''); mkdir 'd'; set('f', 06755, 1001, 2001); set('d', 06755, 1001, 2001); be(1001, '2001 2002', sub { chown(-1, 2002, 'f', 'd') == 2 or die 'own group'; fails('EPERM', chown(-1, 2003, 'f'), 'group of others'); fails('EPERM', chown(1002, -1, 'f'), 'given away'); fails('EPERM', chown(0, 2002, 'f'), 'given to root') });
            ok((stat 'f')[5] == 2002 && mode('f') == 0755, sprintf('file %o', mode('f'))); ok((stat 'd')[5] == 2002 && mode('d') == 06755, sprintf('directory %o', mode('d'))); be(1002, '2002', sub { fails('EPERM', chown(1002, 2002, 'f'), 'of another'); fails('EPERM', chown(-1, 2002, 'f'), 'group of another') })
            """,
        ["permissions: chmod, and the set-group-id bit of a group that is not one's own"] = "put('f', ''); put('g', ''); set('f', 0644, 1001, 2002); set('g', 0644, 1001, 2001); be(1001, '2001', sub { chmod(02755, 'f', 'g') == 2 or die 'owner' }); ok(mode('f') == 0755, 'taken'); ok(mode('g') == 02755, 'kept'); be(1002, '2002', sub { fails('EPERM', chmod(0777, 'f'), 'of another') })",
        ["permissions: set-id bits go with what an ordinary user does to the content"] = """
            for my $n ('write', 'truncate', 'open', 'append') { put($n, 'abc'); set($n, 06777, 1001, 2002) } put('noexec', 'abc'); set('noexec', 02766, 1001, 2002);
            be(1001, '2001', sub { sysopen(my $f, 'write', O_WRONLY) or die; syswrite($f, 'x'); close $f; truncate('truncate', 1) or die; sysopen($f, 'open', O_WRONLY|O_TRUNC) or die; close $f; sysopen($f, 'append', O_WRONLY|O_APPEND) or die; syswrite($f, 'x'); close $f });
            for my $n ('write', 'truncate', 'open', 'append') { ok(mode($n) == 0777, sprintf('%s %o', $n, mode($n))) }
            """,
        ["permissions: set-id bits go also with room that is taken and with ranges that the kernel copies"] = """
            my $arm = (POSIX::uname())[4] eq 'aarch64'; my ($allocate, $copy) = $arm ? (47, 285) : (285, 326); put('from', 'abc'); chmod(0644, 'from'); for my $n ('room', 'range', 'root') { put($n, 'abc'); set($n, 06777, 1001, 2002) }
            sysopen(my $r, 'root', O_RDWR) or die; syscall($allocate, fileno($r), 0, 0, 5000) == 0 or die "root: $!"; ok(mode('root') == 06777, sprintf('root keeps them %o', mode('root')));
            be(1001, '2001', sub { sysopen(my $f, 'room', O_RDWR) or die; syscall($allocate, fileno($f), 0, 0, 5000) == 0 or die "fallocate: $!"; sysopen(my $s, 'from', O_RDONLY) or die; sysopen(my $t, 'range', O_RDWR) or die; syscall($copy, fileno($s), 0, fileno($t), 0, 3, 0) == 3 or die "copy_file_range: $!" });
            for my $n ('room', 'range') { ok(mode($n) == 0777, sprintf('%s %o', $n, mode($n))) }
            """,
        ["permissions: a set-group-id directory gives its group, also to an ordinary user"] = """
            mkdir 'd'; set('d', 02777, 1003, 2003); be(1001, '2001', sub { put('d/f', ''); mkdir('d/e', 0755) or die; symlink('x', 'd/l') or die; put('d/e/g', ''); sysopen(my $f, 'd/s', O_CREAT|O_RDWR, 02775) or die; }); for my $n ('d/f', 'd/e', 'd/l', 'd/e/g', 'd/s') { @s = lstat $n; ok($s[4] == 1001 && $s[5] == 2003, "$n $s[4] $s[5]") }
            ok(mode('d/e') == 02755, sprintf('directory %o', mode('d/e'))); ok(mode('d/f') == 0644, 'file'); ok(!(mode('d/s') & 02000), sprintf('no set-group-id of a foreign group %o', mode('d/s')))
            """,
        ["permissions: what is made belongs to who makes it, and its group"] = "be(1001, '2001 2002', sub { put('f', ''); mkdir 'd' or die; symlink('x', 'l') or die; sysopen(my $f, 'm', O_CREAT|O_RDWR, 04711) or die }); for my $n ('f', 'd', 'l', 'm') { @s = lstat $n; ok($s[4] == 1001 && $s[5] == 2001, \"$n $s[4] $s[5]\") } ok(mode('m') == 04711, sprintf('%o', mode('m')))",
    };
}
