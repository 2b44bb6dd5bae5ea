"""File names of an audit directory, and which of its writers are still alive. Reads names and locks, never records.

<writer>.vkey                    public key of the log's checkpoints; locked (flock) as long as the writer lives
<writer>-<first seq>.jsonl       segments: records as lines
<writer>-<size>.checkpoints      signed notes, each followed by an empty line
<writer>-<first seq>.leaves      leaf hashes of a segment that is gone after its term, one in hex a line
<writer>-<size>.pruned           signed statement that the records before that size are gone (see pruned.py)
roster                           all writers, signed (see roster.py); stands before any of their files does
roster.cosigned                  heads of the roster that witnesses cosigned (see cosigned.py)
.ballast                         bytes to give up when the disk is full
.prune                           held while records are removed; `.new` behind a name: a file that is not whole yet
.lock                            held while a writer starts, so that two never recover the same dead one
"""

from __future__ import annotations

import contextlib
import errno
import fcntl
import os
import re
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Final, NamedTuple

__all__ = [
    "BALLAST",
    "CHECKPOINTS",
    "COSIGNED",
    "LEAVES",
    "PRUNED",
    "RECORDS",
    "ROSTER",
    "SegmentName",
    "is_alive",
    "prune_lock",
    "segment_path",
    "segments_of",
    "start_lock",
    "strangers",
    "sync_directory",
    "vkey_path",
    "writers",
]

RECORDS: Final = "jsonl"
CHECKPOINTS: Final = "checkpoints"
LEAVES: Final = "leaves"
PRUNED: Final = "pruned"
ROSTER: Final = "roster"
COSIGNED: Final = "roster.cosigned"
BALLAST: Final = ".ballast"
_LOCK: Final = ".lock"
_PRUNE: Final = ".prune"
# `lost+found` is the file system's own, where the directory is a volume.
_COMMON: Final = {ROSTER, COSIGNED, BALLAST, _LOCK, _PRUNE, "lost+found"}
_OF_WRITER = re.compile(r"([0-9a-f]{32})(?:-[0-9]{12,16}\.(?:jsonl|checkpoints|(?:leaves|pruned)(?:\.new)?)|\.vkey)").fullmatch
_SEGMENT = re.compile(r"[0-9a-f]{32}-([0-9]{12,16})\.[a-z]+").fullmatch


class SegmentName(NamedTuple):
    first: int
    """Sequence number of the first record, or size of the first checkpoint."""
    path: Path


def segment_path(directory: Path, writer: str, first: int, kind: str) -> Path:
    return directory / f"{writer}-{first:012d}.{kind}"


def vkey_path(directory: Path, writer: str) -> Path:
    return directory / f"{writer}.vkey"


def start_lock(directory: Path, patience: float = 30.0) -> contextlib.AbstractContextManager[None]:
    """Hold the lock under which a writer starts. Raises ``OSError`` (``ETIMEDOUT``) after ``patience`` seconds."""
    return _held(directory / _LOCK, patience, "start lock")


def prune_lock(directory: Path) -> contextlib.AbstractContextManager[None]:
    """Hold the lock under which records are removed. Raises ``OSError`` (``ETIMEDOUT``) where somebody else does it already."""
    return _held(directory / _PRUNE, 0.0, "prune lock")


@contextlib.contextmanager
def _held(path: Path, patience: float, name: str) -> Iterator[None]:
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_NOFOLLOW | os.O_CLOEXEC, 0o600)
    try:
        until = time.monotonic() + patience
        while True:
            try:
                fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
                break
            except BlockingIOError:
                if time.monotonic() > until:
                    raise OSError(errno.ETIMEDOUT, name) from None
                time.sleep(0.02)
        yield
    finally:
        os.close(handle)


def writers(directory: Path) -> list[str]:
    """Every writer that any file of the directory speaks of, oldest first (the names sort by time)."""
    return sorted({match[1] for path in directory.iterdir() if (match := _OF_WRITER(path.name))})


def strangers(directory: Path) -> list[str]:
    """Names that no audit log has, in printable ASCII: somebody else put them there."""
    names = (path.name for path in directory.iterdir() if path.name not in _COMMON and not _OF_WRITER(path.name))
    return sorted(ascii(name)[1:-1] for name in names)


def segments_of(directory: Path, writer: str, kind: str) -> list[SegmentName]:
    """The files of one kind of a writer, in order."""
    found = ((_SEGMENT(path.name), path) for path in directory.glob(f"{writer}-*.{kind}"))
    return sorted(SegmentName(int(match[1]), path) for match, path in found if match)


def is_alive(directory: Path, writer: str) -> bool:
    """Whether a process holds the writer's lock. A writer without its lock file is not alive."""
    try:
        handle = os.open(vkey_path(directory, writer), os.O_RDONLY | os.O_NOFOLLOW | os.O_CLOEXEC)
    except FileNotFoundError:
        return False
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return True
    finally:
        os.close(handle)
    return False


def sync_directory(directory: Path) -> None:
    """Make names that were created or removed durable."""
    handle = os.open(directory, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
