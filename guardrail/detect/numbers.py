"""Numbers as they are written: runs of digits in any grouping, and the readings of a run that could be one identifier.

A run ends where something other than a separator stands; a reading is a row of whole groups of it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from .labels import nearest_label

__all__ = ["NUMBER_TRIGGER", "Number", "Run", "read_numbers", "read_runs"]

_JOINT = r"[ .\-/()_\t\r\n]{1,3}"
NUMBER_TRIGGER = r"(?:[0-9][ .\-/()_\t\r\n]{0,3}){8}[0-9](?:[^0-9]|\z)"
"""Ends one character behind each group of digits that has at least nine digits up to there, or at the end of the text."""

_RUN = re.compile(rf"[0-9]+(?:{_JOINT}[0-9]+)*")
_PART = re.compile(r"([0-9]+)([^0-9]*)")
_UUID = re.compile(r"(?<![0-9a-z])[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}(?![0-9a-z])", re.IGNORECASE)
_UUID_LENGTH = 36
_DIGITS_MOST = 22
_BACK_STEP = 96


class Run:
    """A longest row of digit groups with separators of one to three characters between them."""

    __slots__ = ("_label", "end", "floor", "start", "text")

    def __init__(self, text: str, start: int, end: int, floor: int) -> None:
        self.text = text
        self.start = start
        self.end = end
        self.floor = floor
        """Where the run before it ended: a label before that belongs to another number."""
        self._label: str | None = None

    @property
    def label(self) -> str:
        """The entity of the nearest label, or ""."""
        if self._label is None:
            self._label = nearest_label(self.text, self.start, self.end, self.floor)
        return self._label

    @property
    def glued(self) -> bool:
        """Whether a letter stands directly before the run."""
        return self.start > 0 and self.text[self.start - 1].isalpha()


class Number(NamedTuple):
    """One reading of a run, ``text[start:end]``: digits only, sizes of its groups, separators between them."""

    run: Run
    start: int
    end: int
    digits: str
    sizes: tuple[int, ...]
    joints: tuple[str, ...]
    open_left: bool
    """The group before it is joined as closely as its own groups are: it may be the middle of a longer number."""
    open_right: bool
    split_evenly: bool
    """It is cut from a row of groups of one size, as in a meter token of five groups of four."""

    @property
    def whole(self) -> bool:
        """Whether it stands alone."""
        return not (self.open_left or self.open_right)


def read_runs(text: str, ends: Sequence[int]) -> Iterator[Run]:
    """The runs of at least nine digits, given where ``NUMBER_TRIGGER`` ends, in order. UUIDs are no numbers."""
    done = 0
    for end in ends:
        if end <= done:
            continue
        inside = end if text[end - 1 : end].isdigit() else end - 1
        if inside <= done:
            continue
        start = _run_start(text, inside, done)
        match = _RUN.match(text, start)
        if match is None:
            continue
        floor, done = done, match.end()
        for first, last in _outside_uuids(text, start, done):
            yield Run(text, first, last, floor)


def read_numbers(run: Run) -> Iterator[Number]:
    """Every row of whole groups of the run, up to 22 digits."""
    start, end, text = run.start, run.end, run.text
    piece = text[start:end]
    if piece.isdigit():
        if end - start <= _DIGITS_MOST:
            yield Number(run, start, end, piece, (end - start,), (), False, False, False)
        return
    groups = [(match.start(1) + start, match.group(1), match.group(2)) for match in _PART.finditer(piece)]
    ranks = [_looseness(joint) for _, _, joint in groups]
    for first in range(len(groups)):
        digits, inner = "", 0
        for last in range(first, len(groups)):
            if last > first:
                inner = max(inner, ranks[last - 1])
            digits += groups[last][1]
            if len(digits) > _DIGITS_MOST:
                break
            if len(digits) < 9:
                continue
            open_left = first > 0 and ranks[first - 1] <= inner
            open_right = last + 1 < len(groups) and ranks[last] <= inner
            sizes = tuple(len(group[1]) for group in groups[first : last + 1])
            evenly = (open_left and len(groups[first - 1][1]) == sizes[0]) or (open_right and len(groups[last + 1][1]) == sizes[-1])
            yield Number(
                run,
                groups[first][0],
                groups[last][0] + sizes[-1],
                digits,
                sizes,
                tuple(group[2] for group in groups[first:last]),
                open_left,
                open_right,
                evenly,
            )


def _looseness(joint: str) -> int:
    if "\n" in joint or "\r" in joint:
        return 4
    if " " in joint or "\t" in joint:
        return 3
    return 2 if "/" in joint else 1


def _run_start(text: str, inside: int, floor: int) -> int:
    """Start of the run whose digits reach up to ``inside``. Runs read the same backwards, so the text is turned round in steps."""
    step = _BACK_STEP
    while True:
        low = max(floor, inside - step)
        match = _RUN.match(text[low:inside][::-1])
        if match is None:
            return inside
        # within four characters of the cut a longer joint could still be open
        if low == floor or match.end() < inside - low - 4:
            return inside - match.end()
        step *= 4


def _outside_uuids(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """The run without the UUIDs that it lies in, or that lie in it: their digits are no one's number."""
    around = text[start - 1 : start] + text[end : end + 1]
    if end - start < _UUID_LENGTH and not any(char in "-abcdefABCDEF" for char in around):
        yield start, end
        return
    at = start
    for uuid in _UUID.finditer(text, max(0, start - _UUID_LENGTH), min(len(text), end + _UUID_LENGTH)):
        if uuid.end() <= start or uuid.start() >= end:
            continue
        yield from _trimmed(text, at, uuid.start())
        at = max(at, uuid.end())
    yield from _trimmed(text, at, end)


def _trimmed(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    match = _RUN.search(text, start, end) if start < end else None
    if match is not None:
        yield match.span()
