"""Numbers as they are written: runs of digits in any grouping, and the readings of a run that could be one identifier.

A run ends where something other than a separator stands; a reading is a row of whole groups of it.
"""

from __future__ import annotations

import re
from collections.abc import Container, Iterator, Sequence
from functools import cache
from typing import NamedTuple

from .columns import Columns
from .labels import label_before, label_behind, names_number

__all__ = ["NUMBER_TRIGGER", "Number", "Run", "read_numbers", "read_runs"]

_JOINT = r"[ .\-/()_\t\r\n]{1,3}"
NUMBER_TRIGGER = r"(?:[0-9][ .\-/()_\t\r\n]{0,3}){8}[0-9](?:[^0-9]|\z)"
"""Ends one character behind each group of digits that has at least nine digits up to there, or at the end of the text."""

_RUN = re.compile(rf"[0-9]+(?:{_JOINT}[0-9]+)*")
_PART = re.compile(r"([0-9]+)([^0-9]*)")
_MACHINE_MADE = re.compile(
    r"(?<![0-9a-z])(?:[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}|(?=[0-9]*+(?:[a-f]++[0-9]++){2})[0-9a-f]{16,128})(?![0-9a-z])"
    r"|(?<![0-9])(?=[0-9]*+(?:[a-f]++[0-9]++){8})[0-9a-f]{96,}",
    re.IGNORECASE,
)
"""A UUID, a hash, or part of a longer row of hexadecimal: "call_2ce895129195451ab0d62fe5" holds nobody's telephone number."""
_MACHINE_MADE_LONGEST = 128
_UUID_LENGTH = 36
_HEX_EDGE = frozenset("-abcdefABCDEF")
_DIGITS_MOST = 22
_BACK_STEP = 96
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
        if self._label is None:
            self._label = self.label_at(self.start, self.end)
        return self._label

    def label_at(self, start: int, end: int) -> str:
        """The label of ``text[start:end]`` in the run: in a table that of its own cell, else that of its column."""
        place = self._columns.place(start) if self._columns is not None else None
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
    split_evenly: bool
    """It is cut from a row of groups of one size, as in a meter token of five groups of four."""

    @property
    def label(self) -> str:
        """The entity of its nearest label, or ""."""
        return self.run.label if self.start == self.run.start else self.run.label_at(self.start, self.end)

    @property
    def heading(self) -> str:
        """What heads its column, in lower case, or ""."""
        return self.run.heading_at(self.start)

    @property
    def whole(self) -> bool:
        """Whether it stands alone."""
        return not (self.open_left or self.open_right)


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


def read_numbers(run: Run, lengths: Container[int]) -> Iterator[Number]:
    """Every row of whole groups of the run whose number of digits is in ``lengths``.

    Dots, dashes and strokes bind: a row never starts or ends at one when its own groups are bound no closer. Spaces may part a
    number from an unrelated one, so rows that start or end at a space are offered as open.
    """
    start, end = run.start, run.end
    piece = run.text[start:end]
    if piece.isdigit():
        if end - start in lengths:
            yield Number(run, start, end, piece, (end - start,), (), False, False, False)
        return
    parts = _PART.findall(piece)
    groups = [digits for digits, _ in parts]
    joints = [joint for _, joint in parts]
    if piece.replace("-", "").replace(".", "").isdigit():
        # bound evenly by dots and dashes: no row of its groups stands alone but all of them
        digits = "".join(groups)
        if len(digits) in lengths:
            yield Number(run, start, end, digits, tuple(map(len, groups)), tuple(joints[:-1]), False, False, False)
        if len(groups) > 1 and len(groups[0]) < 3 and joints[0] == "." and groups[1].startswith(_MOBILE_HEADS):
            # "1.0812-3456-7890": the mark of a list
            skipped = len(groups[0])
            if len(digits) - skipped in lengths:
                sizes = tuple(map(len, groups[1:]))
                yield Number(run, start + skipped + 1, end, digits[skipped:], sizes, tuple(joints[1:-1]), False, False, False)
        if max(map(len, groups)) >= _LONG_GROUP:
            yield from _long_groups(run, groups, joints, lengths)
        return
    ranks = [_RANKS[joint] if joint in _RANKS else _looseness(joint) for joint in joints]
    last_group = len(groups) - 1
    position = start
    inside = _inside_even_rows(groups, ranks)
    in_table = len(groups) > 2 * _DIGITS_MOST
    loosest = max(ranks[:-1])
    for first, group in enumerate(groups):
        if first in inside:
            position += len(group) + len(joints[first])
            continue
        left = ranks[first - 1] if first else _LOOSEST
        at, count, inner = position, 0, 0
        for last in range(first, len(groups)):
            size = len(groups[last])
            count += size
            if count > _DIGITS_MOST:
                break
            if last > first:
                at += len(joints[last - 1])
                joint_rank = ranks[last - 1]
                if joint_rank > inner:
                    inner = joint_rank
                if left <= inner and left < _SPACED:
                    break
            at += size
            right = ranks[last] if last < last_group else _LOOSEST
            if count in lengths and (right > inner or right >= _SPACED):
                sizes = tuple(map(len, groups[first : last + 1]))
                open_left, open_right = left <= inner, right <= inner
                if in_table and open_left and open_right and last - first >= _MANY_GROUPS:
                    if inner == loosest and last_group - first > _DIGITS_MOST:  # open to the right however long it grows
                        break
                    continue
                evenly = (open_left and len(groups[first - 1]) == sizes[0]) or (open_right and len(groups[last + 1]) == size)
                digits = "".join(groups[first : last + 1])
                yield Number(run, position, at, digits, sizes, tuple(joints[first:last]), open_left, open_right, evenly)
        position += len(group) + len(joints[first])


def _inside_even_rows(groups: Sequence[str], ranks: Sequence[int]) -> Container[int]:
    """Groups at which no number starts: short ones in a row of their like, with more digits behind than a number has.

    A pasted table of single digits is thousands of them; a NIK written digit by digit is sixteen.
    """
    if len(groups) <= 2 * _DIGITS_MOST:
        return ()
    inside = set()
    behind = 0
    for index in range(len(groups) - 2, 0, -1):
        size = len(groups[index])
        alike = size <= _SHORT_GROUP and size == len(groups[index + 1]) and ranks[index] == ranks[index - 1]
        behind = behind + size if alike else 0
        if behind > _DIGITS_MOST and len(groups[index - 1]) == size:
            inside.add(index)
    return inside


def _long_groups(run: Run, groups: Sequence[str], joints: Sequence[str], lengths: Container[int]) -> Iterator[Number]:
    """Groups that may be a number each, in a row bound evenly: "3373011708909001-1.pdf". Two long ones do not bind each other."""
    at = run.start
    for index, group in enumerate(groups):
        size = len(group)
        if size >= _LONG_GROUP and size in lengths:
            open_left = index > 0 and len(groups[index - 1]) < _LONG_GROUP
            open_right = index < len(groups) - 1 and len(groups[index + 1]) < _LONG_GROUP
            yield Number(run, at, at + size, group, (size,), (), open_left, open_right, False)
        at += size + len(joints[index])


_LONG_GROUP = 10
_SHORT_GROUP = 3
_MANY_GROUPS = 6
"""Joints of a row of a table that is no number of its own: nobody parts a number that often and puts it between others."""
_MOBILE_HEADS = ("08", "628")
_SPACED, _LOOSEST = 3, 9
_RANKS = {" ": _SPACED, ".": 1, "-": 1}


@cache
def _looseness(joint: str) -> int:
    """How loosely a separator joins: dots and dashes, then strokes, brackets and underscores, then spaces, then a mark and a space
    ("1. 0812 0000 9901") and what parts columns, then line ends."""
    if "\n" in joint or "\r" in joint:
        return 5
    if "\t" in joint or "  " in joint or joint == " / ":
        return 4
    if " " in joint:
        return _SPACED if joint.isspace() else 4
    return 2 if any(mark in joint for mark in "/()_") else 1


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
