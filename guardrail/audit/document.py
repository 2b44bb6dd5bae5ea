"""A document for people, without a layout: what a report says, so that PDF, workbook and Markdown say the same."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TypeAlias

__all__ = ["Block", "Cell", "Chart", "Document", "Facts", "MissingLibrary", "Paragraph", "Section", "Series", "Table"]

Cell: TypeAlias = "str | int"
"""A number stays one: a workbook can add it up, and everybody else writes it with points."""


class MissingLibrary(Exception):
    """A library that the extra ``report`` brings is not installed."""

    def __init__(self) -> None:
        super().__init__("pip install 'guardrail[report]'")


@dataclass(frozen=True, slots=True)
class Paragraph:
    """``strong`` paragraphs are warnings and results; the others explain."""

    text: str
    strong: bool = False


@dataclass(frozen=True, slots=True)
class Facts:
    """Labels with what stands behind them, as at the head of a letter."""

    pairs: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Table:
    """``name`` is that of its sheet (at most 31 characters). ``widths`` are shares of the line; none means equal ones."""

    name: str
    title: str
    columns: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]
    widths: tuple[int, ...] = ()

    def __post_init__(self) -> None:
        if any(len(row) != len(self.columns) for row in self.rows):
            raise ValueError("every row has as many cells as there are columns")


@dataclass(frozen=True, slots=True)
class Series:
    name: str
    values: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Chart:
    """Bars, stacked: one for each label, with a part for each series. ``upright`` bars run along time."""

    title: str
    labels: tuple[str, ...]
    series: tuple[Series, ...]
    upright: bool = False


Block: TypeAlias = Paragraph | Facts | Table | Chart


@dataclass(frozen=True, slots=True)
class Section:
    """``apart`` begins a page of its own."""

    title: str
    blocks: tuple[Block, ...]
    apart: bool = False


@dataclass(frozen=True, slots=True)
class Document:
    """``warning`` stands on the first page before everything else. ``draft``: somebody has to fill in blanks before it is sent."""

    title: str
    subtitle: str
    facts: Facts
    sections: tuple[Section, ...]
    warning: str = ""
    draft: bool = False

    def tables(self) -> Iterator[Table]:
        for section in self.sections:
            for block in section.blocks:
                if isinstance(block, Table):
                    yield block
