"""Named numbers of one worker, in a file that its sisters read: any of them can tell the sum, and a killed one takes no count along."""

from __future__ import annotations

import fcntl
import json
import mmap
import os
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Final, NamedTuple, TypeAlias

__all__ = ["Cells", "Key", "Told", "forget_dead", "told_by_all"]

Key: TypeAlias = tuple[str, ...]
"""The name of a family, the values of its labels, and which part of it (a bucket) where it has parts."""

_MOST: Final = 16_384
"""Numbers of one worker: several times what all routes, codes and entities together can make."""
_VALUES: Final = _MOST * 8
_NAMES: Final = _MOST * 128
_SUFFIX: Final = ".cells"
_MOST_WORKERS: Final = 256


class Told(NamedTuple):
    """What stands in the file of one worker."""

    worker: str
    alive: bool
    numbers: dict[Key, float]


class Cells:
    """The numbers of this process. Belongs to one thread. Raises ``OSError`` where ``folder`` cannot be written.

    A file holds doubles, and behind them a line of JSON for each that names it. Only whoever holds its lock writes to it. Who comes after
    a worker that died takes its place, and goes on from its counts: the sum of all never falls while the server runs.
    """

    def __init__(self, folder: Path) -> None:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        self.worker, self._file = _claim(folder)
        os.ftruncate(self._file, _VALUES + _NAMES)
        self._map = mmap.mmap(self._file, _VALUES + _NAMES)
        self._values = memoryview(self._map)[:_VALUES].cast("d")
        self._at: dict[Key, int] = {}
        self._end = _VALUES
        self.lost = 0
        """Names that found no room any more."""
        for key in _names(self._map[_VALUES:]):
            self._at[key] = len(self._at)
            self._end += len(_line(key))

    def add(self, key: Key, amount: float = 1.0) -> None:
        at = self._at.get(key)
        if at is None:
            at = self._new(key)
        if at >= 0:
            self._values[at] += amount

    def set(self, key: Key, value: float) -> None:
        at = self._at.get(key)
        if at is None:
            at = self._new(key)
        if at >= 0:
            self._values[at] = value

    def _new(self, key: Key) -> int:
        """Where a number that nobody has heard of yet shall stand; -1 where there is no room."""
        line = _line(key)
        if len(self._at) >= _MOST or self._end + len(line) > len(self._map):
            self.lost += 1
            return -1
        self._map[self._end : self._end + len(line)] = line
        self._end += len(line)
        self._at[key] = len(self._at)
        return self._at[key]

    def close(self) -> None:
        """The counts stay in the file; the next worker goes on from them. Whatever is counted after that is counted for nobody."""
        if self._file >= 0:
            shared, self._map = self._map, mmap.mmap(-1, _VALUES + _NAMES)
            self._values.release()
            self._values = memoryview(self._map)[:_VALUES].cast("d")
            shared.close()
            os.close(self._file)
            self._file = -1


def told_by_all(folder: Path) -> Iterator[Told]:
    """What every worker of the folder has counted, the dead among them."""
    for path in sorted(folder.glob(f"*{_SUFFIX}")):
        with suppress(OSError), path.open("rb") as file:
            data = file.read(_VALUES + _NAMES)
            if len(data) < _VALUES:
                continue
            alive = not _locks(file.fileno())
            values = memoryview(data)[:_VALUES].cast("d")
            yield Told(path.stem, alive, {key: values[at] for at, key in enumerate(_names(data[_VALUES:]))})


def forget_dead(folder: Path) -> None:
    """Begin anew, as a server does that starts: counts of workers that live on (of another server) stay."""
    for path in folder.glob(f"*{_SUFFIX}"):
        with suppress(OSError), path.open("rb") as file:
            if _locks(file.fileno()):
                path.unlink()


def _claim(folder: Path) -> tuple[str, int]:
    for number in range(_MOST_WORKERS):
        path = folder / f"{number}{_SUFFIX}"
        file = os.open(path, os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW, 0o600)
        if _locks(file, exclusive=True) and os.fstat(file).st_nlink:
            return str(number), file
        os.close(file)
    raise OSError(f"{folder} has no place for another worker")


def _locks(file: int, *, exclusive: bool = False) -> bool:
    try:
        fcntl.flock(file, (fcntl.LOCK_EX if exclusive else fcntl.LOCK_SH) | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _line(key: Key) -> bytes:
    return json.dumps(key, separators=(",", ":")).encode("ascii") + b"\n"


def _names(raw: bytes) -> Iterator[Key]:
    """Whole lines only: the last one may be under way."""
    for line in raw[: raw.find(b"\0") if b"\0" in raw else len(raw)].splitlines(keepends=True):
        if line.endswith(b"\n"):
            yield tuple(json.loads(line))
