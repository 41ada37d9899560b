"""What programs rely on, call by call. Each is run in a plain directory first, so a check that is wrong itself shows."""

import errno
import mmap
import os
import random
import subprocess

from checks import check, same, shell

CHUNK = 32 * 1024


def _noise(seed, size):
    return random.Random(seed).randbytes(size)


def _put(name, data):
    with open(name, "wb") as file:
        file.write(data)


def _get(name):
    with open(name, "rb") as file:
        return file.read()


@check("names")
def names():
    made = []
    for length in range(100, 256, 5):
        name = f"{length:03}" + "n" * (length - 3)
        _put(name, name.encode())
        os.mkdir("d" + name[1:])
        os.symlink(name, "l" + name[1:])
        made.append(name)
    unicode = "ü" * 127
    _put(unicode, b"two bytes each")
    for name in made:
        os.rename(name, "r" + name[1:])
        _put(f"d{name[1:]}/short", b"1")
        os.rename(f"d{name[1:]}/short", f"d{name[1:]}/{name}")
        os.link(f"r{name[1:]}", f"d{name[1:]}/other")
        same(b"1", _get(f"d{name[1:]}/{name}"), name[:3])
    same(len(made) * 3 + 1, len(os.listdir()), "names")
    # A vault takes longer ones than most disks, and says so.
    limit = os.pathconf(".", "PC_NAME_MAX")
    _put("m" * limit, b"")
    os.unlink("m" * limit)
    try:
        _put("n" * (limit + 1), b"")
    except OSError as error:
        same(errno.ENAMETOOLONG, error.errno, "a longer name")
    else:
        raise AssertionError(f"a name of {limit + 1} bytes")


@check("rename-over-open")
def rename_over_open():
    for i in range(200):
        old, new = _noise(i, 1000 + i * 400), _noise(-i - 1, 50_000 - i)
        _put("target", old)
        with open("target", "r+b") as opened:
            _put("source", new)
            os.rename("source", "target")
            same(old, opened.read(), f"the replaced file {i}")
            opened.write(b"still mine")
            opened.flush()
            same(0, os.fstat(opened.fileno()).st_nlink, "links")
        same(new, _get("target"), f"the new file {i}")
    # As editors and package managers write: aside, synced, over the old one.
    for i in range(50):
        with open(".target.tmp", "wb") as file:
            file.write(_noise(i, 40_000))
            file.flush()
            os.fsync(file.fileno())
        os.rename(".target.tmp", "target")


@check("unlinked-open")
def unlinked_open():
    files = []
    for i in range(100):
        file = open(f"f{i}", "w+b")
        file.write(_noise(i, 70_000))
        os.unlink(f"f{i}")
        files.append(file)
    same([], os.listdir(), "names")
    for i, file in enumerate(files):
        file.write(b"more")
        file.truncate(60_000)
        file.seek(0)
        same(_noise(i, 70_000)[:60_000], file.read(), f"content {i}")
        file.close()
    _put("left", b"1")


@check("sparse")
def sparse():
    generator = random.Random(3)
    for i in range(12):
        with open(f"f{i}", "w+b", buffering=0) as file:
            expected = bytearray()
            for _ in range(25):
                offset, data = generator.randrange(3_000_000), generator.randbytes(generator.choice([1, 100, 4096, CHUNK, CHUNK + 1]))
                file.seek(offset)
                file.write(data)
                expected.extend(bytes(max(0, offset + len(data) - len(expected))))
                expected[offset:offset + len(data)] = data
                if generator.random() < 0.2:
                    length = generator.randrange(3_000_000)
                    file.truncate(length)
                    expected[length:] = b""
                    expected.extend(bytes(length - len(expected)))
            file.seek(0)
            same(len(expected), os.fstat(file.fileno()).st_size, "size")
            assert file.readall() == expected, f"content of f{i}"
    shell("truncate -s 300M big; printf end | dd of=big bs=1 seek=$((150 * 1024 * 1024)) conv=notrunc status=none; cp --sparse=always big big2; cmp big big2; truncate -s 100000 big")


# Records of several processes come in any order, but whole.
@check("append-processes", varies=["log"], after=lambda: _read_log())
def append_processes():
    script = "import os, sys\nf = os.open('log', os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o644)\nfor i in range(2000): os.write(f, f'{sys.argv[1]} {i:04} {\"x\" * (i % 150)}\\n'.encode())"
    processes = [subprocess.Popen(["python3", "-c", script, str(p)]) for p in range(4)]
    same([0] * 4, [process.wait() for process in processes], "exit codes")
    _read_log()


def _read_log():
    lines = _get("log").decode("ascii").splitlines()
    same(8000, len(lines), "records")
    for p in range(4):
        own = [line for line in lines if line.startswith(f"{p} ")]
        same([f"{p} {i:04} {'x' * (i % 150)}" for i in range(2000)], own, f"records of process {p}")


@check("direct")
def direct():
    size, block = 4 * 1024 * 1024, 4096
    page = mmap.mmap(-1, 64 * 1024)
    expected = bytearray(_noise(1, size))
    _put("file", expected)
    generator = random.Random(5)
    descriptor = os.open("file", os.O_RDWR | os.O_DIRECT)
    with open("file", "r+b", buffering=0) as cached:
        for i in range(300):
            length = block * generator.randint(1, 16)
            offset = generator.randrange(0, size - length, block)
            data = generator.randbytes(length)
            expected[offset:offset + length] = data
            if i % 3 == 0:
                # Through the cache, then read around it.
                cached.seek(offset)
                cached.write(data)
            else:
                page[:length] = data
                same(length, os.pwritev(descriptor, [memoryview(page)[:length]], offset), "written")
            same(length, os.preadv(descriptor, [memoryview(page)[:length]], offset), "read")
            assert page[:length] == data, f"direct read {i}"
            cached.seek(offset)
            assert cached.read(length) == data, f"cached read {i}"
    os.close(descriptor)
    assert _get("file") == expected


@check("mmap-shared")
def mmap_shared():
    size = 3_000_001
    expected = bytearray(_noise(1, size))
    _put("file", expected)
    generator = random.Random(9)
    with open("file", "r+b", buffering=0) as file, mmap.mmap(file.fileno(), size) as one, mmap.mmap(file.fileno(), size) as two:
        for i in range(500):
            offset = generator.randrange(size - 5000)
            data = generator.randbytes(generator.randint(1, 5000))
            (one if i % 2 else two)[offset:offset + len(data)] = data
            expected[offset:offset + len(data)] = data
            file.seek(offset)
            assert file.read(len(data)) == data, f"read {i}"
            if i % 50 == 0:
                one.flush()
        file.seek(100)
        file.write(b"written")
        expected[100:107] = b"written"
        assert one[:] == expected and two[:] == expected
    # Mapped by two processes, with the file's name gone.
    shell("""
        python3 - <<'END'
import mmap, os
f = open('gone', 'w+b'); f.truncate(1 << 20); m = mmap.mmap(f.fileno(), 1 << 20); os.unlink('gone')
if os.fork() == 0:
    m[5000:5003] = b'abc'; os._exit(0)
os.wait(); assert m[5000:5003] == b'abc'; m.flush(); assert os.pread(f.fileno(), 3, 5000) == b'abc'
END
        """)


@check("handles")
def handles():
    files = [open(f"f{i % 300}", "a+b", buffering=0) for i in range(1500)]
    for round in range(3):
        for i, file in enumerate(files):
            file.write(f"{round} {i}\n".encode())
    for i in range(300):
        expected = "".join(f"{round} {j}\n" for round in range(3) for j in range(i, 1500, 300)).encode()
        files[i + 1200].seek(0)
        same(expected, files[i + 1200].read(), f"f{i}")
    for file in files:
        file.close()


@check("attributes")
def attributes():
    shell("""
        umask 027; echo x >f; mkdir d; ln -s f l; echo y >run; chmod 4755 run; chmod 2770 d; chmod 1777 .; chmod 755 .
        setfattr -n user.one -v 1 f; setfattr -n user.two -v "$(head -c 3000 /dev/zero | tr '\\0' v)" f; setfattr -n user.on -v d d
        [ "$(getfattr --only-values -n user.one f)" = 1 ]; setfattr -x user.one f
        touch -d @1234567890.123456789 f d; touch -hd @987654321.5 l
        [ "$(stat -c '%.9Y' f d l)" = $'1234567890.123456789\\n1234567890.123456789\\n987654321.500000000' ]
        chown 1234:4321 f; chown -h 1:2 l; [ "$(stat -c %u:%g f l)" = $'1234:4321\\n1:2' ]
        cp -a f copy; [ "$(stat -c '%u:%g %a %.9Y' copy)" = '1234:4321 640 1234567890.123456789' ]
        """)
