"""Reads on behind a cursor in all logs of a directory: only what is durable, in each log's order. For copies that prove nothing.

A record counts as durable when a checkpoint or the roster covers it. Bytes behind that may yet be taken back, and then another record gets
the same sequence number: whoever had passed them on would never see it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import BinaryIO, Final, NamedTuple

from .layout import CHECKPOINTS, RECORDS, ROSTER, segments_of, writers
from .note import VerificationError
from .roster import RosterLeaf

__all__ = ["Piece", "Tail"]

_MOST_LINES: Final = 200
_MOST_BYTES: Final = 262_144
_END_OF_NOTES: Final = 8192
_NOTE: Final = re.compile(rb"\n(0|[1-9][0-9]{0,18})\n[A-Za-z0-9+/]{43}=\n\n\xe2\x80\x94 [^\n]+\n\n")


class Piece(NamedTuple):
    """Some records of one log: the stored lines, without their newlines, and the sequence number behind the last."""

    writer: str
    lines: list[bytes]
    following: int


class Tail:
    """Remembers where in which file it stands; what was passed on is the cursor's to remember."""

    def __init__(self, directory: Path) -> None:
        self._directory = directory
        self._places: dict[str, tuple[int, Path, int]] = {}
        """Of each writer: a sequence number, the file it stands in, and its offset."""
        self._roster: tuple[int, dict[str, int]] = (-1, {})

    def pieces(self, cursor: Mapping[str, int]) -> Iterator[Piece]:
        """What is durable behind the cursor (writer to next sequence number), some hundred records at a time. Raises ``OSError``."""
        vouched = self._vouched()
        for writer in writers(self._directory):
            following = cursor.get(writer, 0)
            durable = max(self._covered(writer), vouched.get(writer, 0))
            while following < durable:
                piece = self._read(writer, following, durable)
                if piece is None:
                    break
                yield piece
                following = piece.following

    def _read(self, writer: str, seq: int, durable: int) -> Piece | None:
        segments = segments_of(self._directory, writer, RECORDS)
        earlier = [segment for segment in segments if segment.first <= seq]
        if not earlier:
            # Gone after its term, before anybody passed it on: nothing to read before the first that is there.
            return Piece(writer, [], min(segments[0].first, durable)) if segments else None
        segment = earlier[-1]
        known = self._places.get(writer)
        with segment.path.open("rb") as file:
            if known is not None and known[:2] == (seq, segment.path):
                file.seek(known[2])
            elif not _skip(file, seq - segment.first):
                return None
            begin = file.tell()
            lines: list[bytes] = []
            size = 0
            while len(lines) < _MOST_LINES and size < _MOST_BYTES and seq + len(lines) < durable:
                line = file.readline()
                if not line.endswith(b"\n"):
                    break
                lines.append(line[:-1])
                size += len(line)
            self._places[writer] = (seq + len(lines), segment.path, begin + size)
        return Piece(writer, lines, seq + len(lines)) if lines else None

    def _covered(self, writer: str) -> int:
        """Size of the newest whole checkpoint."""
        for file in reversed(segments_of(self._directory, writer, CHECKPOINTS)):
            with file.path.open("rb") as notes:
                notes.seek(max(0, file.path.stat().st_size - _END_OF_NOTES))
                found = _NOTE.findall(notes.read())
            if found:
                return int(found[-1])
        return 0

    def _vouched(self) -> dict[str, int]:
        """Sizes that the roster names; read anew when it has grown."""
        path = self._directory / ROSTER
        try:
            size = path.stat().st_size
            if size != self._roster[0]:
                self._roster = (size, dict(_leaves(path.read_bytes())))
        except FileNotFoundError:
            return {}
        return self._roster[1]


def _leaves(roster: bytes) -> Iterator[tuple[str, int]]:
    for line in roster.split(b"\n")[:-1]:
        if line.startswith(b"{"):
            try:
                leaf = RosterLeaf.parse(line)
            except VerificationError:
                return  # verification says so; a copy has nothing to add
            yield leaf.writer, leaf.size


def _skip(file: BinaryIO, count: int) -> bool:
    """False where the file has fewer lines."""
    return all(file.readline().endswith(b"\n") for _ in range(count))
