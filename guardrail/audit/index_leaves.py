"""Stored lines for the index: those that came since, in the order of each log, and one of them again by its place."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple, Protocol

from .entry import LONGEST_LINE
from .layout import PRUNED, RECORDS, SegmentName, segments_of, writers

__all__ = ["DirectoryLeaves", "Leaf", "Leaves", "Mark"]


class Mark(NamedTuple):
    """How far a log was read: the next record, and where it will begin, if the log goes on in the same segment."""

    seq: int = 0
    segment: int = 0
    """Number of the segment's first record."""
    place: int = 0
    """Byte within the segment."""


class Leaf(NamedTuple):
    seq: int
    line: bytes
    """Without its newline."""
    segment: int
    place: int

    @property
    def end(self) -> Mark:
        return Mark(self.seq + 1, self.segment, self.place + len(self.line) + 1)


class Leaves(Protocol):
    """Every method may raise ``OSError``."""

    def writers(self) -> list[str]: ...

    def first(self, writer: str) -> int:
        """The oldest record that is still there: retention cuts whole segments off the beginning."""

    def after(self, writer: str, mark: Mark) -> Iterator[Leaf]:
        """Whole lines from a mark on. Their numbers are counted, not read: whoever reads them compares."""

    def read(self, writer: str, seq: int, place: int) -> bytes | None:
        """The line of a record; None where there is none at this place."""


class DirectoryLeaves:
    """``Leaves`` of an audit directory, or of a copy of one."""

    def __init__(self, directory: Path) -> None:
        self._directory = directory
        self._segments: dict[str, list[SegmentName]] = {}

    def writers(self) -> list[str]:
        self._segments.clear()
        return writers(self._directory)

    def first(self, writer: str) -> int:
        segments = self._of(writer)
        if segments:
            return segments[0].first
        # Where all are gone, the statement says how many there were.
        return max((statement.first for statement in segments_of(self._directory, writer, PRUNED)), default=0)

    def after(self, writer: str, mark: Mark) -> Iterator[Leaf]:
        for segment in self._of(writer):
            # A segment whose first record was read already may have been cut and gone on in another of the same number.
            if segment.first < mark.segment:
                continue
            resumed = segment.first == mark.segment
            seq, place = (mark.seq, mark.place) if resumed else (segment.first, 0)
            with segment.path.open("rb") as lines:
                lines.seek(place)
                for line in lines:
                    if not line.endswith(b"\n"):
                        break
                    yield Leaf(seq, line[:-1], segment.first, place)
                    seq, place = seq + 1, place + len(line)

    def read(self, writer: str, seq: int, place: int) -> bytes | None:
        holding = [segment for segment in self._of(writer) if segment.first <= seq]
        if not holding:
            return None
        handle = os.open(holding[-1].path, os.O_RDONLY | os.O_NOFOLLOW | os.O_CLOEXEC)
        try:
            line, newline, _ = os.pread(handle, LONGEST_LINE, place).partition(b"\n")
        finally:
            os.close(handle)
        return line if newline else None

    def _of(self, writer: str) -> list[SegmentName]:
        found = self._segments.get(writer)
        if found is None:
            found = self._segments[writer] = segments_of(self._directory, writer, RECORDS)
        return found
