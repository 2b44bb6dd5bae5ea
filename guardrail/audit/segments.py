"""Storage of a log in files that lie flat in one directory. Any number of processes share the directory, each with its own writer."""

from __future__ import annotations

import contextlib
import fcntl
import os
from collections.abc import Callable
from pathlib import Path
from typing import Final

from .layout import CHECKPOINTS, RECORDS, segment_path, sync_directory, vkey_path
from .segment import Segment, write_all
from .store import StoreFault

__all__ = ["SEGMENT_BYTES", "SegmentStore", "make_directory"]

SEGMENT_BYTES: Final = 64 * 1024 * 1024
"""A segment that has reached this size is not appended to any more."""


def make_directory(directory: Path) -> None:
    """The audit directory, mode 0700, with a durable name. Raises ``StoreFault``."""
    try:
        if directory.is_dir():
            return
        directory.mkdir(mode=0o700, parents=True, exist_ok=True)
        sync_directory(directory.parent)
    except OSError as error:
        raise StoreFault.of(error) from None


class SegmentStore:
    """An ``EntryStore``. Creating it takes the writer's lock; a name that is taken raises ``StoreFault`` (``EEXIST``)."""

    def __init__(
        self,
        directory: Path,
        writer: str,
        vkey: str,
        *,
        segment_bytes: int = SEGMENT_BYTES,
        sync: Callable[[int], None] = os.fdatasync,
    ) -> None:
        make_directory(directory)
        self._lock = _publish(vkey_path(directory, writer), vkey)
        self._records = _Segments(directory, writer, RECORDS, segment_bytes, sync)
        self._checkpoints = _Segments(directory, writer, CHECKPOINTS, segment_bytes, sync)

    def append(self, first_seq: int, data: bytes) -> None:
        self._records.append(first_seq, data)

    def add_checkpoint(self, size: int, note: bytes) -> None:
        self._checkpoints.append(size, note)

    def close(self) -> None:
        self._records.close()
        self._checkpoints.close()
        os.close(self._lock)


class _Segments:
    """Files of one kind, of which the last is appended to. A failed one is cut back and never appended to again."""

    def __init__(self, directory: Path, writer: str, kind: str, segment_bytes: int, sync: Callable[[int], None]) -> None:
        self._directory = directory
        self._writer = writer
        self._kind = kind
        self._segment_bytes = segment_bytes
        self._sync = sync
        self._current: Segment | None = None
        self._failed: Segment | None = None
        """May still hold bytes that nobody acknowledged: nothing is written before they are gone."""

    def append(self, first: int, data: bytes) -> None:
        self._mend()
        if self._current is not None and self._current.size >= self._segment_bytes:
            self.close()
        if self._current is None:
            self._current = Segment(segment_path(self._directory, self._writer, first, self._kind), sync=self._sync)
        try:
            self._current.append(data)
        except StoreFault:
            self._failed = self._current
            self.close()
            # At once, so that a crash finds nothing unacknowledged; where it cannot be done yet, the next append tries again.
            with contextlib.suppress(StoreFault):
                self._mend()
            raise

    def close(self) -> None:
        if self._current is not None:
            self._current.close()
            self._current = None

    def _mend(self) -> None:
        if self._failed is not None:
            self._failed.retract()
            self._failed = None


def _publish(path: Path, vkey: str) -> int:
    """The writer's public key in a new file, locked for as long as the descriptor that is returned stays open."""
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW | os.O_CLOEXEC, 0o600)
    except OSError as error:
        raise StoreFault.of(error) from None
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        write_all(handle, vkey.encode() + b"\n")
        os.fsync(handle)
        sync_directory(path.parent)
    except OSError as error:
        os.close(handle)
        with contextlib.suppress(OSError):
            path.unlink()
        raise StoreFault.of(error) from None
    return handle
