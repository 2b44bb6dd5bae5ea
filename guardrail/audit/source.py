"""The read side of a log, wherever it is stored: what verification, search and recovery need of it. Believes nothing of what it reads."""

from __future__ import annotations

import fcntl
import os
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple, Protocol, TypeAlias

from .layout import ROSTER, is_alive, segments_of, strangers, sync_directory, vkey_path, writers
from .segment import write_all
from .store import StoreFault

__all__ = ["DirectorySource", "Extend", "Key", "Part", "Source", "source_of"]

_PATIENCE = 10.0

Extend: TypeAlias = Callable[[bytes], tuple[int, bytes]]
"""From the roster's bytes: how many of them are whole, and what is to stand behind those."""


@dataclass(frozen=True, slots=True)
class Part:
    """A piece of one writer's records or checkpoints as it is stored: a file, or rows of a table."""

    name: str
    first: int
    """Sequence number of the first record, or size of the first checkpoint."""
    lines: Iterator[bytes]
    """Each with its newline; one without is torn. Read as they are taken, once; raises ``OSError``, and ``VerificationError`` where the
    storage contradicts itself."""
    numbered: bool = True
    """Whether a place in it is told by its line. Rows have none: their sequence number tells."""

    def line(self, number: int) -> int:
        """The line of a place, as a ``Break`` has it."""
        return number if self.numbered else 0


class Key(NamedTuple):
    """The public key that lies beside a log, if it does. Whoever reads it decides whether to believe it."""

    place: str
    vkey: bytes | None


class Source(Protocol):
    """All logs of one place, as they are at the time of each question. Every method may raise ``OSError``."""

    def writers(self) -> list[str]:
        """Every writer that anything stored speaks of, oldest first."""

    def parts(self, writer: str, kind: str) -> list[Part]:
        """The pieces of a writer's ``RECORDS``, ``CHECKPOINTS``, ``LEAVES`` or ``PRUNED`` (see ``layout``), in order."""

    def roster(self) -> bytes | None: ...

    def key(self, writer: str) -> Key: ...

    def strangers(self) -> list[str]:
        """Names of what no audit log has, in printable ASCII: somebody else put it there."""

    def is_alive(self, writer: str) -> bool:
        """Whether a process holds the writer's lock."""

    def extend_roster(self, extend: Extend) -> None:
        """Make an addition to the roster durable, made by ``extend`` while nobody else adds. Raises ``StoreFault``, and what ``extend``
        raises: then nothing was added."""


def source_of(where: Path | Source) -> Source:
    return DirectorySource(where) if isinstance(where, Path) else where


class DirectorySource:
    """The ``Source`` of an audit directory, or of a copy of one."""

    def __init__(self, directory: Path) -> None:
        self.directory = directory

    def writers(self) -> list[str]:
        return writers(self.directory)

    def parts(self, writer: str, kind: str) -> list[Part]:
        return [Part(found.path.name, found.first, _lines(found.path)) for found in segments_of(self.directory, writer, kind)]

    def roster(self) -> bytes | None:
        try:
            return (self.directory / ROSTER).read_bytes()
        except FileNotFoundError:
            return None

    def key(self, writer: str) -> Key:
        path = vkey_path(self.directory, writer)
        try:
            return Key(path.name, path.read_bytes())
        except FileNotFoundError:
            return Key(path.name, None)

    def strangers(self) -> list[str]:
        return strangers(self.directory)

    def is_alive(self, writer: str) -> bool:
        return is_alive(self.directory, writer)

    def extend_roster(self, extend: Extend) -> None:
        try:
            handle = os.open(self.directory / ROSTER, os.O_RDWR | os.O_APPEND | os.O_CREAT | os.O_NOFOLLOW | os.O_CLOEXEC, 0o600)
        except OSError as error:
            raise StoreFault.of(error) from None
        try:
            _lock(handle)
            data = b"".join(iter(lambda: os.read(handle, 1 << 20), b""))
            end, block = extend(data)
            if end < len(data):
                os.ftruncate(handle, end)  # nobody was told that a torn block is durable
            try:
                write_all(handle, block)
                os.fsync(handle)
            except OSError:
                os.ftruncate(handle, end)
                raise
            sync_directory(self.directory)
        except OSError as error:
            raise StoreFault.of(error) from None
        finally:
            os.close(handle)


def _lines(path: Path) -> Iterator[bytes]:
    with path.open("rb") as lines:
        yield from lines


def _lock(handle: int) -> None:
    until = time.monotonic() + _PATIENCE
    while True:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            if time.monotonic() > until:
                raise
            time.sleep(0.005)
        else:
            return
