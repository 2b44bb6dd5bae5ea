"""Which rows of whole groups of a run could be one identifier. Knows how the run is written, not its digits, and remembers short ones."""

from __future__ import annotations

import re
from collections.abc import Container, Iterator, Sequence
from functools import lru_cache
from typing import NamedTuple

__all__ = ["DIGITS_MOST", "Reading", "readings", "shape_of"]

DIGITS_MOST = 22

_PART = re.compile(r"([0-9]+)([^0-9]*)")
_ZEROS = str.maketrans("123456789", "0" * 9)
_LONG_GROUP = 10
_SHORT_GROUP = 3
_MANY_GROUPS = 6
"""Joints of a row of a table that is no number of its own: nobody parts a number that often and puts it between others."""
_SPACED, _LOOSEST = 3, 9
_RANKS = {" ": _SPACED, ".": 1, "-": 1}
_REMEMBERED_LONGEST = 32
"""Characters: a form has few shapes, and a table is read once."""


class Reading(NamedTuple):
    """``shape[start:end]``: sizes of its groups, separators between them, and the different characters of those."""

    start: int
    end: int
    sizes: tuple[int, ...]
    joints: tuple[str, ...]
    marks: str
    open_left: bool
    """The group before it is joined as closely as its own groups are: it may be the middle of a longer number."""
    open_right: bool
    whole: bool
    """It stands alone."""
    split_evenly: bool
    """It is cut from a row of groups of one size, as in a meter token of five groups of four."""
    listed: bool
    """The mark of a list stands before it ("1.0812-3456-7890"): a number only if its digits begin like one."""


def shape_of(run: str) -> str:
    """The run with each digit a zero: what is remembered holds nobody's number."""
    return run.translate(_ZEROS)


def readings(shape: str, lengths: frozenset[int]) -> Sequence[Reading]:
    """Every row of whole groups whose number of digits is in ``lengths``.

    Dots, dashes and strokes bind: a row never starts or ends at one when its own groups are bound no closer. Spaces may part a
    number from an unrelated one, so rows that start or end at a space are offered as open.
    """
    return _remembered(shape, lengths) if len(shape) <= _REMEMBERED_LONGEST else tuple(_rows(shape, lengths))


@lru_cache(maxsize=1024)
def _remembered(shape: str, lengths: frozenset[int]) -> Sequence[Reading]:
    return tuple(_rows(shape, lengths))


def _rows(shape: str, lengths: frozenset[int]) -> Iterator[Reading]:
    parts = _PART.findall(shape)
    groups = [len(digits) for digits, _ in parts]
    joints = [joint for _, joint in parts]
    if shape.replace("-", "").replace(".", "").isdigit():
        yield from _bound_evenly(shape, groups, joints, lengths)
    else:
        yield from _bound_loosely(groups, joints, lengths)


def _bound_evenly(shape: str, groups: Sequence[int], joints: Sequence[str], lengths: Container[int]) -> Iterator[Reading]:
    """By dots and dashes: no row of its groups stands alone but all of them, behind the mark of a list, and long groups."""
    size = sum(groups)
    if size in lengths:
        yield _reading(0, len(shape), groups, joints[:-1])
    if len(groups) > 1 and groups[0] < 3 and joints[0] == "." and size - groups[0] in lengths:
        yield _reading(groups[0] + 1, len(shape), groups[1:], joints[1:-1])._replace(listed=True)
    if len(groups) == 1 or max(groups) < _LONG_GROUP:
        return
    at = 0
    for index, group in enumerate(groups):
        if group >= _LONG_GROUP and group in lengths:  # "3373011708909001-1.pdf": two long ones do not bind each other
            open_left = index > 0 and groups[index - 1] < _LONG_GROUP
            open_right = index < len(groups) - 1 and groups[index + 1] < _LONG_GROUP
            yield _reading(at, at + group, (group,), (), open_left, open_right)
        at += group + len(joints[index])


def _bound_loosely(groups: Sequence[int], joints: Sequence[str], lengths: Container[int]) -> Iterator[Reading]:
    ranks = [_RANKS[joint] if joint in _RANKS else _looseness(joint) for joint in joints]
    last_group = len(groups) - 1
    position = 0
    inside = _inside_even_rows(groups, ranks)
    in_table = len(groups) > 2 * DIGITS_MOST
    loosest = max(ranks[:-1])
    for first, group in enumerate(groups):
        if first in inside:
            position += group + len(joints[first])
            continue
        left = ranks[first - 1] if first else _LOOSEST
        at, count, inner = position, 0, 0
        for last in range(first, len(groups)):
            size = groups[last]
            count += size
            if count > DIGITS_MOST:
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
                open_left, open_right = left <= inner, right <= inner
                if in_table and open_left and open_right and last - first >= _MANY_GROUPS:
                    if inner == loosest and last_group - first > DIGITS_MOST:  # open to the right however long it grows
                        break
                    continue
                evenly = (open_left and groups[first - 1] == group) or (open_right and groups[last + 1] == size)
                yield _reading(position, at, groups[first : last + 1], joints[first:last], open_left, open_right, evenly)
        position += group + len(joints[first])


def _reading(
    start: int,
    end: int,
    sizes: Sequence[int],
    joints: Sequence[str],
    open_left: bool = False,
    open_right: bool = False,
    split_evenly: bool = False,
) -> Reading:
    marks = "".join(set("".join(joints)))
    return Reading(
        start, end, tuple(sizes), tuple(joints), marks, open_left, open_right, not (open_left or open_right), split_evenly, listed=False
    )


def _inside_even_rows(groups: Sequence[int], ranks: Sequence[int]) -> Container[int]:
    """Groups at which no number starts: short ones in a row of their like, with more digits behind than a number has.

    A pasted table of single digits is thousands of them; a NIK written digit by digit is sixteen.
    """
    if len(groups) <= 2 * DIGITS_MOST:
        return ()
    inside = set()
    behind = 0
    for index in range(len(groups) - 2, 0, -1):
        size = groups[index]
        alike = size <= _SHORT_GROUP and size == groups[index + 1] and ranks[index] == ranks[index - 1]
        behind = behind + size if alike else 0
        if behind > DIGITS_MOST and groups[index - 1] == size:
            inside.add(index)
    return inside


@lru_cache(maxsize=1024)
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
