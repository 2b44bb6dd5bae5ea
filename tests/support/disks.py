"""Small real file systems, mounted where nobody else sees them, to be filled and made read-only."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

import pytest

__all__ = ["Mounted", "broken_disk", "fill", "small_disk"]

_STEP = 1 << 20


@dataclass(frozen=True, slots=True)
class Mounted:
    """A file system in the mount namespace of the process ``holder``. ``path`` is the way into it from everywhere else."""

    holder: int
    place: Path

    @property
    def path(self) -> Path:
        return Path(f"/proc/{self.holder}/root{self.place}")

    def run(self, command: str) -> None:
        """A shell command where the disk is mounted at ``place``."""
        user = [] if os.geteuid() == 0 else ["-U", "--preserve-credentials"]
        subprocess.run(["nsenter", "-t", str(self.holder), "-m", *user, "sh", "-ec", command], check=True)

    def remount(self, options: str) -> None:
        """``ro`` only while no file is open for writing: the kernel refuses it otherwise."""
        self.run(f"mount -o remount,{options} {self.place}")


@contextmanager
def small_disk(folder: Path, size: str) -> Iterator[Mounted]:
    """A tmpfs of that size (``16m``). Skips the test where none may be mounted."""
    with _mounted(folder, f"mount -t tmpfs -o size={size} tmpfs $PLACE") as disk:
        yield disk


@contextmanager
def broken_disk(folder: Path) -> Iterator[tuple[Mounted, Path]]:
    """An ext4 that the kernel turns read-only under whoever writes, once ``1`` is written into the file. Skips where that cannot be."""
    image = folder / "image"
    with image.open("wb") as file:
        file.truncate(64 << 20)
    mount = f"mkfs.ext4 -q -O ^has_journal {image} && mount -o loop,errors=remount-ro {image} $PLACE"
    with _mounted(folder, mount) as disk:
        major, minor = os.major(disk.path.stat().st_dev), os.minor(disk.path.stat().st_dev)
        name = Path(f"/sys/dev/block/{major}:{minor}").resolve().name
        trigger = Path(f"/sys/fs/ext4/{name}/trigger_fs_error")
        if not os.access(trigger, os.W_OK):
            pytest.skip("this kernel lets nobody break an ext4")
        yield disk, trigger


@contextmanager
def _mounted(folder: Path, mount: str) -> Iterator[Mounted]:
    place = folder / "disk"
    place.mkdir()
    flags = ["-m"] if os.geteuid() == 0 else ["-rm"]
    command = ["unshare", *flags, "sh", "-c", f"PLACE={place}; {mount} && echo mounted && exec cat"]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL) as holder:
        assert holder.stdin is not None
        assert holder.stdout is not None
        try:
            if holder.stdout.readline() != b"mounted\n":
                pytest.skip(f"may not be done here: unshare {flags[0]}, {mount.split()[0]}")
            yield Mounted(holder.pid, place)
        finally:
            holder.stdin.close()


def fill(place: Path) -> Path:
    """A file that takes all the room there is; unlink it to give the room back."""
    path = place / "lost+found"  # the one foreign name that an audit directory may hold
    with path.open("ab", buffering=0) as file:
        step = _STEP
        while step >= 512:
            with suppress(OSError):
                file.write(b"x" * step)
                continue
            step //= 2
    return path
