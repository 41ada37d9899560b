"""What a tree holds: kind, mode, links, size, hash or target of every entry, and extended attributes."""

import fnmatch
import hashlib
import os
import stat

SHOWN = 5


def read(root):
    """All entries below a directory, by path."""
    top = os.fsencode(root)
    entries = {}
    for folder, folders, files in os.walk(top, onerror=_fail):
        for name in folders + files:
            path = os.path.join(folder, name)
            entries[path[len(top) + 1:]] = _describe(path)
    return entries


def differences(expected, found, varies):
    """The first entries that differ, as text; nothing if none does. Of those that vary only the kind and the mode count."""
    wrong = []
    for path in sorted(expected.keys() | found.keys()):
        name = os.fsdecode(path)
        is_loose = any(fnmatch.fnmatchcase(name, pattern) for pattern in varies)
        one, other = expected.get(path), found.get(path)
        if is_loose and one and other:
            one, other = one[:2], other[:2]
        if one != other:
            wrong.append(f"{name[:100]!r}: {one} expected, {other} found")
    more = f" and {len(wrong) - SHOWN} more" if len(wrong) > SHOWN else ""
    return "; ".join(wrong[:SHOWN]) + more


def _describe(path):
    status = os.lstat(path)
    kind = stat.S_IFMT(status.st_mode)
    entry = (oct(kind), oct(stat.S_IMODE(status.st_mode)))
    if stat.S_ISLNK(kind):
        return entry + (os.readlink(path),)
    attributes = tuple((name, os.getxattr(path, name)) for name in sorted(os.listxattr(path)) if name.startswith("user."))
    if stat.S_ISREG(kind):
        with open(path, "rb") as file:
            entry += (status.st_nlink, status.st_size, hashlib.file_digest(file, "sha256").hexdigest())
    return entry + attributes


def _fail(error):
    raise error
