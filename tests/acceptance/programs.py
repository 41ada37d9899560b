"""Programs that others wrote."""

import os

from checks import check, shell

FIO = "fio --minimal --randseed=7 --verify_fatal=1 --verify=crc32c --verify_state_save=0 --fallocate=none"
RANDOM_SIZES = "--name=job --numjobs=4 --rw=randwrite --bsrange=512-96k --bssplit=512/20:4k/30:7k/20:33k/20:96k/10 --bs_unaligned --size=12m"
MAPPED = "--name=job --numjobs=4 --rw=randrw --bs=4k --size=12m --ioengine=mmap"
DIRECT = "--name=job --numjobs=2 --rw=randwrite --bs=4k --size=8m --ioengine=libaio --iodepth=8 --direct=1"
SEQUENTIAL = "--name=job --numjobs=2 --rw=write --bs=1m --size=64m --end_fsync=1"


def _fio(name, job):
    # What fio writes carries the time.
    @check(f"fio-{name}", varies=["job.*"], after=lambda: shell(f"{FIO} {job} --verify_only=1"))
    def write_and_verify():
        shell(f"{FIO} {job} --do_verify=1")


_fio("random-sizes", RANDOM_SIZES)
_fio("mmap", MAPPED)
_fio("direct", DIRECT)
_fio("sequential", SEQUENTIAL)


SQL = """
    CREATE TABLE t(id INTEGER PRIMARY KEY, a INT, b TEXT);
    CREATE INDEX ta ON t(a);
    WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 20000) INSERT INTO t SELECT i, i * 7919 % 10007, hex(i * 104729) || printf('%.*c', i % 900, 'x') FROM n;
    BEGIN; UPDATE t SET b = b || a WHERE id % 3 = 0; DELETE FROM t WHERE id % 7 = 0; ROLLBACK;
    BEGIN; UPDATE t SET a = a + 1 WHERE id % 5 = 0; DELETE FROM t WHERE id % 11 = 0; COMMIT;
    VACUUM;
"""


def _sqlite(mode):
    def is_sound():
        return f"[ \"$(sqlite3 one.db 'PRAGMA integrity_check')\" = ok ]; [ \"$(sqlite3 many.db 'PRAGMA integrity_check; SELECT count(*), sum(v) FROM t')\" = $'ok\\n400|20200' ];"

    # Who comes first differs.
    @check(f"sqlite-{mode}", varies=["many.db"], after=lambda: shell(is_sound()))
    def work():
        shell(f"""
            sqlite3 one.db "PRAGMA journal_mode={mode};" "{SQL}" "PRAGMA wal_checkpoint(TRUNCATE);" >&2
            sqlite3 many.db "PRAGMA journal_mode={mode};" "CREATE TABLE t(p INT, v INT);" >&2
            for p in 1 2 3 4; do
                for i in $(seq 100); do echo "PRAGMA busy_timeout=60000; BEGIN IMMEDIATE; INSERT INTO t VALUES($p, $i); COMMIT;"; done | sqlite3 -bail many.db >&2 &
                pids="${{pids-}} $!"
            done
            for p in $pids; do wait $p; done
            {is_sound()}
            sqlite3 many.db 'PRAGMA wal_checkpoint(TRUNCATE)' >&2
            """)


_sqlite("delete")
_sqlite("wal")


# The index has inode numbers and times in it, a configuration where the clone came from.
@check("git", varies=["*/.git/index", "*/config", "*/.git/objects/pack/*.idx"], after=lambda: shell("for r in *; do git -C $r -c safe.directory='*' fsck --full --strict; done; [ -z \"$(git -C two -c safe.directory='*' status --porcelain)\" ]"))
def git():
    os.environ |= {"GIT_AUTHOR_DATE": "2001-01-01T00:00:00Z", "GIT_COMMITTER_DATE": "2001-01-01T00:00:00Z", "GIT_CONFIG_GLOBAL": "/dev/null"}
    shell("""
        git() { command git -c user.name=n -c user.email=e -c pack.threads=1 -c gc.auto=0 -c init.defaultBranch=main "$@"; }
        git init -q one
        for c in $(seq 25); do
            mkdir -p one/d$((c % 5))
            for f in $(seq 12); do seq $c $((c * f * 3)) >one/d$((c % 5))/f$f; done
            git -C one add -A; git -C one commit -qm "commit $c"
        done
        git clone -q --no-hardlinks one two
        git -C two checkout -qb side HEAD~5; echo more >two/more; git -C two add -A; git -C two commit -qm side; git -C two checkout -q main; git -C two merge -qm merge side
        git -C two fsck --full --strict; git -C two gc -q --prune=now; git -C two fsck --full --strict; [ -z "$(git -C two status --porcelain)" ]
        git clone -q --bare "file://$PWD/two" three; git -C three repack -adfq; git -C three fsck --full
        """)


@check("rsync", after=lambda: shell("rsync -aHX --checksum --itemize-changes --delete --dry-run copy/ again/ | { ! grep .; }"))
def rsync():
    # System headers: thousands of small files, and links.
    shell("""
        rsync -aHX /usr/include/linux/ copy/
        rsync -aHX --checksum --itemize-changes --delete --dry-run /usr/include/linux/ copy/ | { ! grep .; }
        rsync -aHX --checksum copy/ again/; echo changed >>again/fuse.h; rm again/fs.h; mkdir again/extra
        rsync -aHX --checksum --inplace --delete copy/ again/; diff -r --no-dereference copy again
        back=$(mktemp -d); trap 'rm -rf "$back"' EXIT
        rsync -aHX --checksum again/ "$back/"; rsync -aHX --checksum --itemize-changes --delete --dry-run /usr/include/linux/ "$back/" | { ! grep .; }
        """)


@check("tar-and-diff", after=lambda: shell("tar --compare -f ../mount/all.tar"))
def tar_and_diff():
    shell("""
        tar -C /usr/share -cf all.tar doc/gcc-12-base doc/libc6 perl
        tar -xpf all.tar; tar --compare -f all.tar; diff -r --no-dereference perl /usr/share/perl
        tar -cf - perl | (mkdir two; tar -C two -xpf -); diff -r --no-dereference perl two/perl
        """)


# Archives and programs carry the place they were built at, and times.
@check("c-project", varies=["*.o", "all", "*.a"], after=lambda: shell("[ \"$(./all)\" = 20101 ]; [ \"$(make -s)\" = '' ]"))
def c_project():
    with open("Makefile", "w", encoding="ascii") as file:
        file.write("objects := $(patsubst %.c,%.o,$(wildcard src/*.c))\n"
                   "all: lib.a\n\t@gcc -o $@ -Wl,--whole-archive lib.a -Wl,--no-whole-archive\n"
                   "lib.a: $(objects)\n\t@ar rcs $@ $^\n"
                   "%.o: %.c src/all.h\n\t@echo $@ >>built; gcc -O1 -g -c -o $@ $<\n")
    os.mkdir("src")
    with open("src/all.h", "w", encoding="ascii") as file:
        file.writelines(f"int f{i}(void);\n" for i in range(200))
    for i in range(200):
        with open(f"src/f{i}.c", "w", encoding="ascii") as file:
            file.write(f'#include "all.h"\nint f{i}(void) {{ return {i} + 1; }}\n')
    with open("src/main.c", "w", encoding="ascii") as file:
        file.write('#include <stdio.h>\n#include "all.h"\nint main(void) { printf("%d\\n", 1 ' + "".join(f"+ f{i}()" for i in range(200)) + "); }\n")
    shell("""
        make -s -j4; [ "$(./all)" = 20101 ]; [ "$(wc -l <built)" = 201 ]
        rm built; make -s; [ ! -e built ]
        touch src/f7.c src/f8.c; make -s; [ "$(sort built)" = $'src/f7.o\\nsrc/f8.o' ]
        """)


@check("stress-ng")
def stress():
    for stressors in ("--dir 2 --dir-ops 400", "--dentry 2 --dentry-ops 6000", "--rename 2 --rename-ops 6000", "--hdd 2 --hdd-bytes 8m --hdd-ops 3000",
                      "--seek 2 --seek-ops 3000", "--link 1 --link-ops 300 --symlink 1 --symlink-ops 300", "--fallocate 1 --fallocate-bytes 8m --fallocate-ops 30",
                      "--mmap 1 --mmap-file --mmap-bytes 4m --mmap-ops 20", "--chmod 1 --chmod-ops 500 --chown 1 --chown-ops 500 --utime 1 --utime-ops 500"):
        shell(f"stress-ng --temp-path . --verify --timeout 12s --metrics-brief {stressors} 2>&1")
