"""One append-only file: a write is durable or it is taken back. Knows nothing of what the bytes mean."""

from __future__ import annotations

import contextlib
import errno
import os
import stat
from collections.abc import Callable
from pathlib import Path

from .layout import sync_directory
from .store import StoreFault

__all__ = ["Segment", "write_all"]

_MODE = 0o600


class Segment:
    """A file of mode 0600 that this process created and alone appends to.

    After a failed ``append`` the segment takes nothing more: after a failed fsync the kernel may have dropped the pages and
    forgotten the error, so a second fsync on the same descriptor proves nothing. ``retract`` cuts what was not acknowledged.
    """

    def __init__(self, path: Path, *, sync: Callable[[int], None] = os.fdatasync) -> None:
        """Create the file and its name durably. Raises ``StoreFault``; a name that is taken (``EEXIST``) is one."""
        self.path = path
        self.size = 0
        """Bytes that are durable."""
        self._sync = sync
        self._failed = False
        self._written = False
        """Bytes may stand behind ``size``, and we wrote them."""
        try:
            self._handle = os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW | os.O_CLOEXEC, _MODE)
        except OSError as error:
            raise StoreFault.of(error) from None
        try:
            self._identity = os.fstat(self._handle)
            sync_directory(path.parent)
        except OSError as error:
            os.close(self._handle)
            # The name must be free for the next attempt; if even this fails, that attempt says so (EEXIST).
            with contextlib.suppress(OSError):
                path.unlink()
            raise StoreFault.of(error) from None

    def append(self, data: bytes) -> None:
        """Write and fdatasync. Raises ``StoreFault``: then nothing of ``data`` is acknowledged, and nothing is taken any more."""
        if self._failed:
            raise StoreFault("segment_failed")
        self._failed = True
        self._check()
        self._written = True
        try:
            write_all(self._handle, data)
            self._sync(self._handle)
        except OSError as error:
            raise StoreFault.of(error) from None
        self.size += len(data)
        self._failed = self._written = False

    def retract(self) -> None:
        """After a failed ``append``: cut the file back to what is durable, and remove it when that is nothing.

        Goes through a new descriptor, whose fsync reports its own errors. Raises ``StoreFault`` while the cut is not certain.
        A file that somebody else moved, replaced or shortened is left as it is: it is evidence.
        """
        try:
            handle = os.open(self.path, os.O_WRONLY | os.O_NOFOLLOW | os.O_CLOEXEC)
        except FileNotFoundError:
            return
        except OSError as error:
            if error.errno == errno.ELOOP:  # somebody put a link in its place
                return
            raise StoreFault.of(error) from None
        try:
            status = os.fstat(handle)
            if self._written and self._is_ours(status) and status.st_size > self.size:
                os.ftruncate(handle, self.size)
                os.fsync(handle)
            if self._is_ours(status) and self.size == 0:
                self.path.unlink()
                sync_directory(self.path.parent)
        except OSError as error:
            raise StoreFault.of(error) from None
        finally:
            os.close(handle)

    def close(self) -> None:
        os.close(self._handle)

    def _check(self) -> None:
        """The name still leads to our file, whole and alone; else a log would go on into a file that nobody can find."""
        try:
            held, named = os.fstat(self._handle), self.path.lstat()
        except FileNotFoundError:
            raise StoreFault("segment_missing") from None
        except OSError as error:
            raise StoreFault.of(error) from None
        if held.st_nlink != 1 or not self._is_ours(named) or named.st_size != self.size or stat.S_IMODE(named.st_mode) != _MODE:
            raise StoreFault("segment_changed")

    def _is_ours(self, status: os.stat_result) -> bool:
        return (status.st_dev, status.st_ino) == (self._identity.st_dev, self._identity.st_ino)


def write_all(handle: int, data: bytes) -> None:
    """Write every byte: one ``write`` may take fewer. Raises ``OSError``."""
    rest = memoryview(data)
    while rest:
        rest = rest[os.write(handle, rest) :]
