"""Numbers as they are written: runs of digits in any grouping, and the readings of a run that could be one identifier.

A run ends where something other than a separator stands; a reading is a row of whole groups of it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from .columns import Columns
from .labels import label_before, label_behind, names_number
from .readings import readings, shape_of

__all__ = ["NUMBER_TRIGGER", "Number", "Run", "read_numbers", "read_runs"]

_JOINT = r"[ .\-/()_\t\r\n]{1,3}"
NUMBER_TRIGGER = r"(?:[0-9][ .\-/()_\t\r\n]{0,3}){8}[0-9](?:[^0-9]|\z)"
"""Ends one character behind each group of digits that has at least nine digits up to there, or at the end of the text."""

_RUN = re.compile(rf"[0-9]+(?:{_JOINT}[0-9]+)*")
_MACHINE_MADE = re.compile(
    r"(?<![0-9a-z])(?:[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}|(?=[0-9]*+(?:[a-f]++[0-9]++){2})[0-9a-f]{16,128})(?![0-9a-z])"
    r"|(?<![0-9])(?=[0-9]*+(?:[a-f]++[0-9]++){8})[0-9a-f]{96,}",
    re.IGNORECASE,
)
"""A UUID, a hash, or part of a longer row of hexadecimal: "call_2ce895129195451ab0d62fe5" holds nobody's telephone number."""
_MACHINE_MADE_LONGEST = 128
_UUID_LENGTH = 36
_HEX_EDGE = frozenset("-abcdefABCDEF")
_BACK_STEP = 96
_MOBILE_HEADS = ("08", "628")
_REACH = 60


class Run:
    """A longest row of digit groups with separators of one to three characters between them."""

    __slots__ = ("_before", "_behind", "_columns", "_label", "end", "floor", "start", "text")

    def __init__(self, text: str, start: int, end: int, floor: int, columns: Columns | None = None) -> None:
        self.text = text
        self._columns = columns
        self.start = start
        self.end = end
        self.floor = floor
        """Where the run before it ended: a label before that belongs to another number."""
        self._label: str | None = None
        self._before: str | bool | None = False
        """The label before the run, None without any; False while nobody has asked."""
        self._behind: dict[int, str] = {}

    @property
    def label(self) -> str:
        """The entity of the nearest label, or ""."""
        label = self._label
        if label is None:
            label = self._label = self.label_at(self.start, self.end)
        return label

    def label_at(self, start: int, end: int) -> str:
        """The label of ``text[start:end]`` in the run: in a table that of its own cell, else that of its column."""
        columns = self._columns
        place = None if columns is None or columns.none else columns.place(start)
        if place is None:
            return self._nearest(end if start > self.start else self.end)
        return names_number(self.text[max(place.start, self.floor, start - _REACH) : start]) or place.label

    def _nearest(self, end: int) -> str:
        """As ``nearest_label``, but a run of thousands of readings looks before itself once, and behind each end once."""
        if self._before is False:
            self._before = label_before(self.text, self.start, self.floor)
        if isinstance(self._before, str):
            return self._before
        label = self._behind.get(end)
        if label is None:
            label = self._behind[end] = label_behind(self.text, end)
        return label

    def heading_at(self, start: int) -> str:
        """What heads the column of ``text[start]``, in lower case, or ""."""
        place = self._columns.place(start) if self._columns is not None else None
        return place.heading if place is not None else ""

    @property
    def glued(self) -> bool:
        """Whether a letter stands directly before the run; that of an escape ("\\n" in JSON source) is none."""
        start = self.start
        return start > 0 and self.text[start - 1].isalpha() and self.text[max(0, start - 2) : start - 1] != "\\"


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
    whole: bool
    """It stands alone."""
    split_evenly: bool
    """It is cut from a row of groups of one size, as in a meter token of five groups of four."""
    label: str
    """The entity of its nearest label, or ""."""

    @property
    def heading(self) -> str:
        """What heads its column, in lower case, or ""."""
        return self.run.heading_at(self.start)

    @property
    def on_one_line(self) -> bool:
        """Whether no line ends between its groups; a carriage return alone ends none."""
        return not self.joints or self.run.text.find("\n", self.start, self.end) < 0


def read_runs(text: str, ends: Sequence[int]) -> Iterator[Run]:
    """The runs of at least nine digits, given where ``NUMBER_TRIGGER`` ends, in order. UUIDs and hashes are no numbers."""
    done = 0
    columns = Columns(text)
    for end in ends:
        inside = end if text[end - 1].isdigit() else end - 1
        if inside <= done:
            continue
        start = _run_start(text, inside, done)
        match = _RUN.match(text, start)
        if match is None:
            continue
        floor, done = done, match.end()
        if done - start >= _UUID_LENGTH or text[start - 1 : start] in _HEX_EDGE or text[done : done + 1] in _HEX_EDGE:
            for first, last in _outside_machine_made(text, start, done):
                yield Run(text, first, last, floor, columns)
        else:
            yield Run(text, start, done, floor, columns)


def read_numbers(run: Run, lengths: frozenset[int]) -> Iterator[Number]:
    """Every reading of the run whose number of digits is in ``lengths`` (see ``readings``)."""
    start, end = run.start, run.end
    piece = run.text[start:end]
    if piece.isdigit():
        if end - start in lengths:
            yield Number(run, start, end, piece, (end - start,), (), False, False, True, False, run.label)
        return
    for first, last, sizes, joints, marks, open_left, open_right, whole, split_evenly, listed in readings(shape_of(piece), lengths):
        digits = piece[first:last]
        if listed and not digits.startswith(_MOBILE_HEADS):
            continue
        for mark in marks:
            digits = digits.replace(mark, "")
        label = run.label_at(start + first, start + last) if first else run.label
        yield Number(run, start + first, start + last, digits, sizes, joints, open_left, open_right, whole, split_evenly, label)


def _run_start(text: str, inside: int, floor: int) -> int:
    """Start of the run whose digits reach up to ``inside``. Runs read the same backwards, so the text is turned round in steps."""
    step = _BACK_STEP
    while True:
        low = inside - step if inside - step > floor else floor
        match = _RUN.match(text[low:inside][::-1])
        if match is None:
            return inside
        # within four characters of the cut a longer joint could still be open
        if low == floor or match.end() < inside - low - 4:
            return inside - match.end()
        step *= 4


def _outside_machine_made(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """The run without the UUIDs and hashes that it lies in, or that lie in it: their digits are no one's number."""
    at = start
    reach = _MACHINE_MADE_LONGEST
    for made in _MACHINE_MADE.finditer(text, max(0, start - reach), min(len(text), end + reach)):
        if made.end() <= start or made.start() >= end:
            continue
        yield from _trimmed(text, at, made.start())
        at = max(at, made.end())
    yield from _trimmed(text, at, end)


def _trimmed(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    match = _RUN.search(text, start, end) if start < end else None
    if match is not None:
        yield match.span()
