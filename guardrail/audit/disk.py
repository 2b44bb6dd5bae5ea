"""The file system below an audit directory: how full it is, and a ballast to give up when it is full."""

from __future__ import annotations

import contextlib
import fcntl
import math
import os
from pathlib import Path
from typing import Final

from .layout import BALLAST
from .segments import make_directory
from .store import StoreFault

__all__ = ["BALLAST_BYTES", "FULL", "Disk"]

BALLAST_BYTES: Final = 8 << 20
"""Room for some ten thousand records: the ends of every call that was under way, and what is said of a full disk."""
FULL: Final = frozenset({"ENOSPC", "EDQUOT"})
"""Codes of a ``StoreFault`` that giving up the ballast helps against."""
_RESERVE: Final = 1 << 20
"""Bytes that must be free beside the ballast before the disk counts as one with room: not the first freed byte ends a full disk."""


class Disk:
    """Any number of processes share a directory and its ballast. Each holds a shared ``flock`` on it; the last one that closes
    frees its bytes, so that a service that was stopped keeps none.
    """

    def __init__(self, directory: Path, ballast_bytes: int = BALLAST_BYTES) -> None:
        self._directory = directory
        self._path = directory / BALLAST
        self._bytes = ballast_bytes
        self._handle: int | None = None

    def open(self) -> None:
        """Make the ballast. Raises ``StoreFault``; a disk without room for it is full (``ENOSPC``)."""
        make_directory(self._directory)
        try:
            self._handle = os.open(self._path, os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW | os.O_CLOEXEC, 0o600)
            fcntl.flock(self._handle, fcntl.LOCK_SH)
            self._fill(self._handle)
        except OSError as error:
            self.close()
            raise StoreFault.of(error) from None

    def stands(self) -> bool:
        """Whether the ballast is whole; it is not once this or another process has given it up, or a person removed it."""
        try:
            status = os.fstat(self._handle) if self._handle is not None else None
        except OSError:
            return False
        return status is not None and status.st_nlink > 0 and status.st_size >= self._bytes

    def give_up(self) -> None:
        """Free the ballast's bytes. Where that fails nothing is freed, and whoever writes will be told."""
        if self._handle is not None:
            with contextlib.suppress(OSError):
                os.ftruncate(self._handle, 0)

    def refill(self) -> bool:
        """Make the ballast whole again, if that leaves room to write in; whether there is room."""
        missing = 0 if self.stands() else self._bytes
        try:
            found = os.statvfs(self._directory)
            if found.f_bavail * found.f_frsize < missing + _RESERVE:
                return False
            if missing:
                if self._handle is None or not os.fstat(self._handle).st_nlink:  # a person removed it: its bytes are freed with it
                    self.close()
                    self.open()
                else:
                    self._fill(self._handle)
        except (OSError, StoreFault):
            return False
        return True

    def used_percent(self) -> int:
        """How full the file system is for whoever is not root, as ``df`` says it; of blocks and inodes the one that is worse.
        Raises ``OSError``.
        """
        found = os.statvfs(self._directory)
        blocks = _used(found.f_blocks - found.f_bfree, found.f_bavail)
        return max(blocks, _used(found.f_files - found.f_ffree, found.f_favail))

    def close(self) -> None:
        """Let go of the ballast. Safe to call twice, and before ``open``."""
        handle, self._handle = self._handle, None
        if handle is None:
            return
        with contextlib.suppress(OSError):
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
            os.ftruncate(handle, 0)
        os.close(handle)

    def _fill(self, handle: int) -> None:
        try:
            os.posix_fallocate(handle, 0, self._bytes)
            os.fsync(handle)
        except OSError:
            with contextlib.suppress(OSError):
                os.ftruncate(handle, 0)
            raise


def _used(used: int, free: int) -> int:
    return math.ceil(100 * used / (used + free)) if used + free else 0
