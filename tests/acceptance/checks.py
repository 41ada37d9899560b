"""The checks by name, and what all of them use."""

import subprocess
from collections.abc import Callable
from dataclasses import dataclass

ALL: dict[str, "Check"] = {}


@dataclass(frozen=True)
class Check:
    """Steps in the current directory, which is empty at first."""

    steps: Callable[[], None]
    # Taken where the vault was mounted again.
    after: Callable[[], None]
    # Patterns of paths whose bytes no two runs share, such as those with random numbers in them.
    varies: tuple[str, ...]


def check(name, varies=(), after=lambda: None):
    """Makes the function a check."""

    def add(steps):
        ALL[name] = Check(steps, after, tuple(varies))
        return steps

    return add


def shell(script):
    """Runs a script that ends at the first error; returns what it printed."""
    result = subprocess.run(["bash", "-euo", "pipefail", "-c", script], capture_output=True, text=True)
    if result.returncode != 0:
        raise AssertionError(f"exit {result.returncode} of: {script.strip()[:300]}\n{result.stdout[-800:]}{result.stderr[-800:]}")
    return result.stdout


def same(expected, found, what):
    """Fails unless both are equal."""
    if expected != found:
        raise AssertionError(f"{what}: {expected!r:.300} expected, {found!r:.300} found")
