"""Small real file systems, mounted where nobody else sees them, to be filled and made read-only."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest

__all__ = ["fill", "small_disk"]

_STEP = 1 << 20


@contextmanager
def small_disk(folder: Path, size: str) -> Iterator[Path]:
    """A tmpfs of that size (``16m``) in a mount namespace of its own, and the way into it. Skips the test where that is not allowed."""
    place = folder / "disk"
    place.mkdir()
    flags = ["-m"] if os.geteuid() == 0 else ["-rm"]
    script = f"mount -t tmpfs -o size={size} tmpfs {place} && echo mounted && exec cat"
    with subprocess.Popen(
        ["unshare", *flags, "sh", "-c", script], stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
    ) as holder:
        assert holder.stdin is not None
        assert holder.stdout is not None
        try:
            if holder.stdout.readline() != b"mounted\n":
                pytest.skip("no mount namespace may be made here (unshare -m)")
            yield Path(f"/proc/{holder.pid}/root{place}")
        finally:
            holder.stdin.close()


def fill(place: Path) -> Path:
    """A file that takes all the room there is."""
    path = place / "lost+found"  # the one foreign name that an audit directory may hold
    size = path.stat().st_size if path.exists() else 0
    with path.open("ab", buffering=0) as file:
        step = _STEP
        while step >= 512:
            with suppress(OSError):
                size += file.write(b"x" * step)
                continue
            step //= 2
    return path
