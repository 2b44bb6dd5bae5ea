"""A document as Markdown (CommonMark with tables), for mail, tickets and version control. A chart is left to its table."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import assert_never

from .document import Block, Cell, Chart, Document, Facts, Paragraph, Table
from .indonesian import number

__all__ = ["as_markdown", "as_text"]

_SPECIAL = re.compile(r"([\\`*_\[\]<>|#])")


def as_text(cell: Cell) -> str:
    return number(cell) if isinstance(cell, int) else cell


def as_markdown(document: Document) -> str:
    """Ends with a newline."""
    return "\n".join(_lines(document)).rstrip("\n") + "\n"


def _lines(document: Document) -> Iterator[str]:
    yield f"# {_escaped(document.title)}"
    yield ""
    yield _escaped(document.subtitle)
    yield ""
    if document.warning:
        yield f"> **{_escaped(document.warning)}**"
        yield ""
    yield from _block(document.facts)
    for section in document.sections:
        yield f"## {_escaped(section.title)}"
        yield ""
        for block in section.blocks:
            yield from _block(block)


def _block(block: Block) -> Iterator[str]:
    match block:
        case Paragraph(text, strong):
            yield f"**{_escaped(text)}**" if strong else _escaped(text)
        case Facts(pairs):
            for label, value in pairs:
                yield f"- {_escaped(label)}: {_escaped(value)}"
        case Table():
            yield from _table(block)
        case Chart():
            return
        case _:
            assert_never(block)
    yield ""


def _table(table: Table) -> Iterator[str]:
    yield f"**{_escaped(table.title)}**"
    yield ""
    numeric = [bool(table.rows) and all(isinstance(row[column], int) for row in table.rows) for column in range(len(table.columns))]
    yield f"| {' | '.join(map(_escaped, table.columns))} |"
    yield f"|{'|'.join('---:' if right else '---' for right in numeric)}|"
    for row in table.rows:
        yield f"| {' | '.join(_escaped(as_text(cell)) for cell in row)} |"


def _escaped(text: str) -> str:
    return _SPECIAL.sub(r"\\\1", " ".join(text.split()))
