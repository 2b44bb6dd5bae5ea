"""Tables in texts: which heading stands over a place, and which cells stand below a heading.

Lines with one separator in common (bar, tab, semicolon, comma, spaced stroke) are a table once a line without numbers names some.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator
from typing import NamedTuple

from .html_tables import cells_under_heading, html_cells
from .insert_rows import Cell, cells_of_column, insert_cells
from .labels import names_number

__all__ = ["Columns", "Place", "Headings", "cells_below"]

_SEPARATORS = (("|", 1), ("\t", 1), (";", 1), (",", 2), (" / ", 2))
"""Separator and how often a line must have it, the surest first."""

_PROSE = (",", " / ")
"""Separators that sentences have too: only rows as wide as the headings count."""

_RULE = re.compile(r"[\s|+:=\-]*\Z")
_LONG_NUMBER = re.compile(r"[0-9]{5}")
_COUNTED = re.compile(r"[ \t]*[0-9]{1,4}[.)][ \t]+\S")
_COUNTER = re.compile(r"[ \t]*(?:no|nr|#|urut)?\.?[ \t]*\Z", re.IGNORECASE)
_QUOTED = re.compile(r"\"[^\"]*\"")
_LONGEST_LINE = 4000
_LONGEST_HEADING = 48
_CELL_BEGINS = re.compile(r"[|\t;,/\n\"'][ \"'*]*\Z")
_CELL_ENDS = re.compile(r"[ \t\"'*]*(?:[|\t;,/]|\r?\n)")
_LAST_HEADING = 600


class Place(NamedTuple):
    """Where the cell of a number begins, what heads its column, and the entity that the heading names, or ""."""

    start: int
    heading: str
    label: str


class _Table(NamedTuple):
    separator: str
    headings: tuple[str, ...]


class _Row(NamedTuple):
    separator: str
    starts: tuple[int, ...]
    table: _Table | None


class Columns:
    """The tables of one text. Asked in order of position, each line is read once."""

    def __init__(self, text: str) -> None:
        self._text = text
        self.none = "\n" not in text and not any(insert_cells(text))
        """Whether there is no table: a heading stands on a line of its own."""
        self._line = -1
        self._end = -1
        self._row: _Row | None = None
        self._cells: list[Cell] | None = None

    def place(self, at: int) -> Place | None:
        """Where ``text[at]`` stands in a table, in HTML too, or in a row of SQL, or None where there is none."""
        if self._cells is None:
            self._cells = sorted((*insert_cells(self._text), *html_cells(self._text)))
        if self._cells:
            index = bisect_right(self._cells, at, key=lambda cell: cell.start) - 1
            if index >= 0 and at < self._cells[index].end:
                cell = self._cells[index]
                return Place(cell.start, cell.heading, names_number(cell.heading))
        if not self._line <= at < self._end:
            self._read(at)
        row = self._row
        if row is None or row.table is None:
            return None
        index = 0
        for index, start in enumerate(row.starts):
            if start > at:
                index -= 1
                break
        headings = row.table.headings
        shift = len(headings) - len(row.starts)
        begin = row.starts[index]
        if shift and row.separator in _PROSE:
            counted = shift == 1 and _COUNTER.match(headings[0]) and _COUNTED.match(self._text, row.starts[0])
            if not counted:
                return Place(begin, "", "")
            index += 1
        heading = headings[index] if index < len(headings) else ""
        return Place(begin, heading, names_number(heading))

    def _read(self, at: int) -> None:
        text = self._text
        low = max(0, at - _LONGEST_LINE)
        line = text.rfind("\n", low, at) + 1
        stop = text.find("\n", at, at + _LONGEST_LINE)
        known, previous = self._line, self._row
        self._row = None
        self._line, self._end = at, at + 1
        if (line == 0 and low) or (stop < 0 and len(text) > at + _LONGEST_LINE):
            return
        self._line, self._end = line, stop if stop >= 0 else len(text)
        if not line:  # nothing stands above the first line
            return
        row = _row_of(text, line, self._end)
        if row is not None:
            self._row = row._replace(table=self._table_above(row, line, known, previous))

    def _table_above(self, row: _Row, line: int, known: int, previous: _Row | None) -> _Table | None:
        text, separator = self._text, row.separator
        while line > 0:
            end = line - 1
            line = text.rfind("\n", max(0, end - _LONGEST_LINE), end) + 1
            piece = text[line:end]
            if piece.strip() and _RULE.match(piece):
                continue
            table = _heading_of(piece, separator) if separator in piece else None
            if table is not None or separator not in piece:
                return table
            if line == known:
                return previous.table if previous is not None and previous.separator == separator else None
            if end - line >= _LONGEST_LINE:
                return None
        return None


def _row_of(text: str, line: int, end: int) -> _Row | None:
    piece = text[line:end]
    for separator, least in _SEPARATORS:
        if piece.count(separator) >= least:
            return _Row(separator, tuple(line + start for start in _starts(piece, separator)), None)
    return None


def _starts(piece: str, separator: str) -> list[int]:
    """Where the cells of a line begin; a separator inside double quotes is text."""
    if separator in ",;" and '"' in piece:
        piece = _QUOTED.sub(lambda quoted: "x" * len(quoted.group()), piece)
    if separator in ",;":
        piece = piece.rstrip(",; \t\r")
    starts, at = [0], piece.find(separator)
    while at >= 0:
        starts.append(at + len(separator))
        at = piece.find(separator, at + len(separator))
    return starts


def _heading_of(piece: str, separator: str) -> _Table | None:
    """The line as a row of headings: short cells, no long number, and at least one that names a number."""
    if _LONG_NUMBER.search(piece):
        return None
    starts = _starts(piece, separator)
    cells = [piece[start:stop].strip(" \t\"'*,;|/") for start, stop in zip(starts, [*starts[1:], len(piece)], strict=True)]
    if any(len(cell) > _LONGEST_HEADING for cell in cells) or not any(map(names_number, cells)):
        return None
    return _Table(separator, tuple(cell.lower() for cell in cells))


def cells_below(text: str, heading: int) -> Iterator[tuple[int, int]]:
    """The cells in the column under the heading at ``heading``, without the spaces around them, down to the end of the table.

    Below a column that an SQL ``INSERT`` names stand its values; cells of HTML are read too.
    """
    marked = [cell[:2] for cell in cells_of_column(text, heading)] or [cell[:2] for cell in cells_under_heading(text, heading)]
    if marked:
        yield from marked
        return
    line = text.rfind("\n", max(0, heading - _LONGEST_LINE), heading) + 1
    end = text.find("\n", heading, heading + _LONGEST_LINE)
    if end < 0:
        return
    row = _row_of(text, line, end)
    if row is None or _LONG_NUMBER.search(text, line, end):
        return
    column = sum(start <= heading for start in row.starts) - 1
    width = len(row.starts)
    while end < len(text):
        line, end = end + 1, text.find("\n", end + 1)
        if end < 0:
            end = len(text)
        piece = text[line : min(end, line + _LONGEST_LINE)]
        if piece.strip() and _RULE.match(piece):
            continue
        if row.separator not in piece:
            return
        starts = _starts(piece, row.separator)
        if column >= len(starts) or (len(starts) != width and row.separator in _PROSE):
            continue
        start = starts[column]
        stop = starts[column + 1] - len(row.separator) if column + 1 < len(starts) else len(piece)
        cell = piece[start:stop]
        inner = cell.strip(" \t\r\"'*")
        if inner:
            offset = line + start + cell.index(inner)
            yield offset, offset + len(inner)


class Headings:
    """The columns of one text below words that head them. Asked in order of position, each column is read once: time stays linear."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._row_end = self._below = 0

    def cells(self, start: int, end: int) -> list[tuple[int, int]]:
        """The cells below the heading ``text[start:end]``; none where it is no heading, or itself a cell of a column that was read."""
        if self._row_end <= start < self._below or not _is_heading(self._text, start, end):
            return []
        if start >= self._row_end:
            row_end = self._text.find("\n", end, end + _LONGEST_LINE)
            self._row_end = row_end if row_end >= 0 else end
        cells = list(cells_below(self._text, start))
        if cells:
            self._below = max(self._below, cells[-1][1])
        return cells


def _is_heading(text: str, start: int, end: int) -> bool:
    """Whether ``text[start:end]`` stands alone in its cell, in a line that may be a row of headings."""
    before = text[max(0, start - 4) : start]
    return (
        _CELL_ENDS.match(text, end) is not None
        and (_CELL_BEGINS.search(before) is not None or not before.strip(" \"'*"))
        and (start < _LAST_HEADING or text.find("\n", start - _LAST_HEADING, start) >= 0)
    )
