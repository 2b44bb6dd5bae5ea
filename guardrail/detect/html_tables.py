"""Tables in HTML: each cell and the heading over its column. Reads tags of tables only, and keeps nothing of the page."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple, TypeAlias

from .insert_rows import Cell
from .labels import names_number

__all__ = ["cells_under_heading", "html_cells"]

_TAG = re.compile(r"<(/?)(table|tr|t[dh])\b[^<>]{0,400}>", re.IGNORECASE)
_PADDING = re.compile(r"(?:\s|&nbsp;|<[^<>]{1,60}>)*", re.IGNORECASE)
_PADDING_BEHIND = re.compile(r"(?:\s|;psbn&|>[^<>]{1,60}<)*", re.IGNORECASE)
_LONG_NUMBER = re.compile(r"[0-9]{5}")
_LETTER = re.compile(r"[A-Za-z]")
_LONGEST_HEADING = 48
_FORM_WIDTH = 2
"""Two columns of plain cells are a form: what stands to the left of a value names it."""
_CELL_TAGS = ("<td", "<TD", "<Td")
"""As people write them: to fold the case of a whole text costs more than the rest."""


_ROW_TAGS = ("<tr", "<TR", "<Tr")
_ROW_ABOVE = re.compile(r"</tr>\s*\Z", re.IGNORECASE)
_LONGEST_ROW, _LONGEST_GAP = 4000, 60

_Headings: TypeAlias = tuple[tuple[str, int], ...]
"""Of each column the heading in lower case and where it ends."""


class _Raw(NamedTuple):
    start: int
    end: int
    head: bool


def html_cells(text: str) -> Iterator[Cell]:
    """The cells of every table in ``text`` whose first row heads its columns, in order, without padding and inner tags at their ends."""
    if not any(tag in text for tag in _CELL_TAGS):
        return
    headings: _Headings = ()
    for row, opens in _rows(text):
        if opens:
            headings = _headings(text, row)
        else:
            for (heading, at), (start, end, _) in zip(headings, row, strict=False):
                yield Cell(start, end, heading, at)


def cells_under_heading(text: str, at: int) -> Iterator[Cell]:
    """The cells of the column whose heading holds ``text[at]``, down to the end of its table; nothing where none does."""
    low = max(text.rfind(tag, max(0, at - _LONGEST_ROW), at) for tag in _ROW_TAGS)
    if low < 0 or _ROW_ABOVE.search(text, max(0, low - _LONGEST_GAP), low):
        return
    column = -1
    headings: _Headings | None = None
    for row, opens in _rows(text, low):
        if headings is None:
            headings = _headings(text, row)
            column = next((index for index, (heading, end) in enumerate(headings) if end - len(heading) <= at < end), -1)
        elif opens or column < 0:
            return
        elif column < len(row):
            yield Cell(row[column].start, row[column].end, *headings[column])


def _headings(text: str, row: list[_Raw]) -> _Headings:
    """The row as headings, empty where it is one of values."""
    words = [text[start:end] for start, end, _ in row]
    if any(len(word) > _LONGEST_HEADING or _LONG_NUMBER.search(word) for word in words):
        return ()
    if not all(head for *_, head in row):
        letters = all(_LETTER.search(word) for word in words)
        if len(row) <= _FORM_WIDTH or not letters or not any(map(names_number, words)):
            return ()
    return tuple((word.lower(), end) for word, (_, end, _) in zip(words, row, strict=True))


def _rows(text: str, at: int = 0) -> Iterator[tuple[list[_Raw], bool]]:
    """The rows that hold cells, and whether each is the first of its table."""
    row: list[_Raw] = []
    opens = True
    start, head = -1, False
    for tag in _TAG.finditer(text, at):
        if start >= 0:
            row.append(_Raw(*_trimmed(text, start, tag.start()), head))
            start = -1
        name = tag[2].lower()
        if name in ("td", "th"):
            if not tag[1]:
                start, head = tag.end(), name == "th"
            continue
        if row:
            yield row, opens
            row, opens = [], False
        if name == "table":
            opens = True
    if row:
        yield row, opens


def _trimmed(text: str, start: int, end: int) -> tuple[int, int]:
    low = _PADDING.match(text, start, end).end()  # type: ignore[union-attr]
    high = end - _PADDING_BEHIND.match(text[low:end][::-1]).end()  # type: ignore[union-attr]
    return low, max(low, high)
