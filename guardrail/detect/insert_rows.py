"""Rows of SQL ``INSERT`` statements: each value and the column that its place in the row names. Reads one statement at a time."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

__all__ = ["Cell", "cells_of_column", "insert_cells"]

_HEAD = re.compile(
    r"\binsert\s{1,8}(?:ignore\s{1,8})?into\s{1,8}[^\s(]{1,80}\s{0,8}\(([^()]{1,2000})\)\s{0,40}values\s{0,40}(?=\()", re.IGNORECASE
)
_COLUMN = re.compile(r"[^,\s\"'`\[\]]+")
_ROW = re.compile(r"\(|\s{0,40},\s{0,40}\(")
_VALUE = re.compile(r"\s{0,40}(?:[nN]?'((?:[^'\\]|''|\\.)*+)'|\"((?:[^\"\\]|\\.)*+)\"|([^,()'\"\s]*+(?:\([^()]*+\))?))\s{0,40}")

# As people write them: to fold the case of a whole text costs more than the rest.
_VALUES = ("VALUES", "values", "Values")
_INSERTS = ("INSERT", "insert", "Insert")
_LONGEST_HEAD = 2200


class Cell(NamedTuple):
    """``text[start:end]`` is a value; ``heading`` names its column in lower case, ``heading_at`` is where that name ends."""

    start: int
    end: int
    heading: str
    heading_at: int


def insert_cells(text: str) -> Iterator[Cell]:
    """The values of every ``INSERT`` that names its columns, in order, without their quotes."""
    if any(word in text for word in _VALUES):
        for head in _HEAD.finditer(text):
            yield from _cells(text, head)


def cells_of_column(text: str, at: int) -> Iterator[Cell]:
    """The values of the column that the head of an ``INSERT`` names at ``text[at]``; nothing where there is no such head."""
    low = max(0, at - _LONGEST_HEAD)
    last = max((text.rfind(word, low, at) for word in _INSERTS), default=-1)
    head = _HEAD.match(text, last) if last >= 0 else None
    if head is not None and head.start(1) <= at < head.end(1):
        yield from (cell for cell in _cells(text, head) if cell.heading_at - len(cell.heading) <= at < cell.heading_at)


def _cells(text: str, head: re.Match[str]) -> Iterator[Cell]:
    columns = [(name.group().lower().replace("_", " "), head.start(1) + name.end()) for name in _COLUMN.finditer(head[1])]
    at = head.end()
    while (row := _ROW.match(text, at)) is not None:
        at = row.end()
        for heading, heading_at in columns:
            value = _VALUE.match(text, at)
            if value is None:
                return
            start, end = value.span(value.lastindex or 0)
            yield Cell(start, end, heading, heading_at)
            at = value.end()
            if text[at : at + 1] != ",":
                break
            at += 1
        if text[at : at + 1] != ")":
            return
        at += 1
