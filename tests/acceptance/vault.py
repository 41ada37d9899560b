"""A vault of its own for one check, and its mount."""

import json
import os
import subprocess
import time

TIMEOUT = 60
PATIENCE = 20


class VaultError(Exception):
    """A command of fathom said what no check expects."""


class Vault:
    """Mounts a fresh vault; nothing stays mounted, whatever happened."""

    def __init__(self, fathom, work, cipher):
        self._fathom = fathom
        self._folder = work / "vault"
        self.mount_point = work / "mount"
        self.mount_point.mkdir()
        self._run("vault", "create", "--cipher", cipher, self._folder)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        # Lazily, when something still uses it: what hangs gets errors then.
        while os.path.ismount(self.mount_point) or self._is_in_table():
            subprocess.run(["umount", self.mount_point], capture_output=True, timeout=TIMEOUT)
            if self._is_in_table():
                subprocess.run(["umount", "--force", "--lazy", self.mount_point], capture_output=True, timeout=TIMEOUT)

    def mount(self):
        self._run("mount", "--allow-other", f"vault:{self._folder}", self.mount_point)

    def unmount(self):
        # Files of processes that were killed are closed in the kernel's own time.
        end = time.monotonic() + PATIENCE
        while True:
            try:
                self._run("umount", self.mount_point)
                return
            except VaultError as error:
                if "busy" not in str(error) or time.monotonic() > end:
                    raise
                time.sleep(0.1)

    def check(self):
        """Every chunk of every file authenticates, and nothing is left over."""
        report = json.loads(self._run("vault", "check", "--data", "--json", self._folder, ok=(0, 1)))
        if report["findings"] or not report["complete"]:
            raise VaultError(f"vault check: {len(report['findings'])} findings, first: {report['findings'][:3]}")

    def _run(self, *arguments, ok=(0,)):
        environment = os.environ | {"FATHOM_PASSWORD": "acceptance"}
        try:
            result = subprocess.run([self._fathom, *arguments], capture_output=True, text=True, timeout=TIMEOUT, env=environment)
        except subprocess.TimeoutExpired as error:
            raise VaultError(f"no end after {TIMEOUT} s: {error.cmd}") from error
        if result.returncode not in ok:
            raise VaultError(f"fathom {arguments[0]}: exit {result.returncode}: {result.stderr.strip()[-800:]}")
        return result.stdout

    def _is_in_table(self):
        with open("/proc/self/mounts", encoding="utf-8", errors="surrogateescape") as table:
            return any(line.split(" ")[1] == str(self.mount_point) for line in table)
