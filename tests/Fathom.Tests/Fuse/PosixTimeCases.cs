namespace Fathom.Tests.Fuse;

/// <summary>Which times a call moves and which it leaves, as POSIX says; programs as those of <see cref="PosixCases"/>.</summary>
internal static class PosixTimeCases
{
    /// <summary>moves(TEXT, DO, PATH...): ctime of each; directory(TEXT, DO): also mtime, of the current one; leaves(TEXT, DO, PATH...): all.</summary>
    internal const string Prelude = """
        use Time::HiRes ();
        sub times_of { my @t = Time::HiRes::lstat($_[0]); @t or die "lstat $_[0]: $!"; @t[9, 10] }
        sub later { Time::HiRes::usleep(15000) }
        sub moves { my ($t, $do, @p) = @_; my %b = map { $_ => [times_of($_)] } @p; later(); $do->(); for (@p) { my @n = times_of($_); ok($n[1] > $b{$_}[1], "ctime of $_: $t") } }
        sub directory { my ($t, $do) = @_; my @b = times_of('.'); later(); $do->(); my @n = times_of('.'); ok($n[0] > $b[0], "mtime of the directory: $t"); ok($n[1] > $b[1], "ctime of the directory: $t") }
        sub leaves { my ($t, $do, @p) = @_; my %b = map { $_ => join(' ', times_of($_)) } @p; later(); $do->(); for (@p) { my $n = join(' ', times_of($_)); ok($n eq $b{$_}, "times of $_: $t") } }

        """;

    internal static Dictionary<string, string> Programs { get; } = new()
    {
        ["times: a directory's, when names come and go"] = """
            directory('create', sub { put('f', '') }); directory('mkdir', sub { mkdir 'd' or die }); directory('symlink', sub { symlink('x', 'l') or die }); directory('link', sub { link('f', 'g') or die });
            directory('rename', sub { rename('g', 'h') or die }); directory('replace', sub { rename('h', 'l') or die }); directory('unlink', sub { unlink 'l' or die }); directory('rmdir', sub { rmdir 'd' or die })
            """,
        ["times: a node's, when it changes"] = """
            put('f', 'abcdef'); mkdir 'd'; symlink('x', 'l'); moves('chmod', sub { chmod(0600, 'f', 'd') == 2 or die }, 'f', 'd'); moves('chown', sub { chown(65534, 65534, 'f', 'd') == 2 or die }, 'f', 'd'); moves('chown -h', sub { system('chown', '-h', '65534', 'l') == 0 or die }, 'l');
            moves('link', sub { link('f', 'g') or die }, 'f'); moves('unlink', sub { unlink 'g' or die }, 'f'); moves('utime', sub { utime(1, 1, 'f', 'd') == 2 or die }, 'f', 'd'); moves('rename', sub { rename('f', 'n') or die; rename('n', 'f') or die }, 'f');
            moves('truncate', sub { truncate('f', 2) or die }, 'f'); moves('write', sub { put('f', 'x') }, 'f'); moves('xattr', sub { system('setfattr -n user.a -v 1 f') == 0 or die }, 'f')
            """,
        ["times: mtime, when the content changes"] = """
            put('f', 'abcdef'); for my $do (sub { truncate('f', 3) or die }, sub { truncate('f', 9) or die }, sub { sysopen(my $f, 'f', O_WRONLY|O_TRUNC) or die }, sub { sysopen(my $f, 'f', O_WRONLY|O_APPEND) or die; syswrite($f, 'x') })
            { utime(5, 5, 'f'); $do->(); ok((stat 'f')[9] > 5, 'mtime moves') } for my $do (sub { chmod(0600, 'f') or die }, sub { chown(1, 1, 'f') or die }, sub { link('f', 'g') or die }, sub { rename('g', 'h') or die }) { utime(5, 5, 'f'); $do->(); ok((stat 'f')[9] == 5, 'mtime stays') }
            """,
        ["times: a call that fails leaves them"] = """
            put('f', 'x'); put('g', ''); mkdir 'd'; put('d/x', ''); symlink('x', 'l'); chmod 0755, '.'; leaves('fails', sub { fails('EEXIST', mkdir('f'), 'mkdir'); fails('EEXIST', link('f', 'g'), 'link'); fails('EEXIST', symlink('x', 'g'), 'symlink'); fails('ENOTEMPTY', rmdir('d'), 'rmdir'); fails('EISDIR', rename('f', 'd'), 'rename');
            as(65534, sub { fails('EPERM', chmod(0777, 'f'), 'chmod'); fails('EPERM', chown(65534, 65534, 'f'), 'chown'); fails('EACCES', truncate('f', 0), 'truncate'); fails('EACCES', unlink('f'), 'unlink'); fails('EPERM', utime(1, 1, 'f'), 'utime') }) }, '.', 'f', 'g', 'd', 'l')
            """,
        ["times: what is there is opened and not made"] = "put('f', 'x'); leaves('open', sub { sysopen(my $f, 'f', O_CREAT|O_RDWR) or die; sysread($f, my $b, 1); close $f; opendir(my $d, '.'); my @n = readdir $d }, '.', 'f')",
        ["times: now, by who may write; given ones, by the owner"] = """
            put('f', ''); put('g', ''); chmod(0666, 'f'); chmod(0644, 'g'); utime(5, 5, 'f', 'g'); as(65534, sub { utime(undef, undef, 'f') or die 'now'; fails('EACCES', utime(undef, undef, 'g'), 'now'); fails('EPERM', utime(1, 1, 'f'), 'given'); system('touch -a -c f 2>/dev/null') != 0 or die 'one alone' });
            ok((stat 'f')[9] > 1000 && (stat 'g')[9] == 5, 'times'); chown(65534, 65534, 'g'); as(65534, sub { utime(7, 8, 'g') or die 'owner' }); ok((stat 'g')[8] == 7 && (stat 'g')[9] == 8, 'given')
            """,
    };
}
