"""A document as PDF: A4, the standard 14 fonts (nothing is embedded), sharp at any size. The same document gives the same bytes."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from html import escape
from io import BytesIO
from typing import TYPE_CHECKING, Any, Final, assert_never

from .bars import drawn
from .document import Block, Cell, Chart, Document, Facts, MissingLibrary, Paragraph, Table
from .indonesian import number

if TYPE_CHECKING:
    from reportlab.pdfgen.canvas import Canvas  # type: ignore[import-untyped]

__all__ = ["as_pdf"]

_NAVY: Final = "#1F3A5F"
_RED: Final = "#A61C1C"
_GREY: Final = "#5A5A5A"
_PALE: Final = "#EEF2F7"
_MARGIN: Final = 56.0
_LINE: Final = 595.28 - 2 * _MARGIN
"""Width of A4 between the margins, in points."""
_PADDING: Final = 6.0
"""Of the frame that reportlab lays text into."""
_TALL: Final = 180.0
"""Points that are to be left on a page where a section begins."""
_WHOLE: Final = 8
"""Rows of a table that is not torn over two pages."""


def as_pdf(document: Document) -> bytes:
    """Raises ``MissingLibrary``."""
    try:
        from reportlab.platypus import SimpleDocTemplate  # type: ignore[import-untyped]
    except ImportError:
        raise MissingLibrary from None
    target = BytesIO()
    made = SimpleDocTemplate(
        target,
        pagesize=(595.28, 841.89),
        leftMargin=_MARGIN - _PADDING,
        rightMargin=_MARGIN - _PADDING,
        topMargin=_MARGIN,
        bottomMargin=_MARGIN + 12,
        title=document.title,
        subject=document.subtitle,
        author="guardrail",
        creator="guardrail",
        lang="id-ID",
        invariant=1,
    )
    foot = partial(_foot, document)
    made.build(list(_Layout().story(document)), onFirstPage=foot, onLaterPages=foot)
    return target.getvalue()


def _foot(document: Document, canvas: Canvas, page: Any) -> None:
    canvas.saveState()
    canvas.setStrokeColor(_NAVY)
    canvas.setLineWidth(0.5)
    canvas.line(_MARGIN, _MARGIN, _MARGIN + _LINE, _MARGIN)
    canvas.setFillColor(_GREY)
    canvas.setFont("Helvetica", 7.5)
    canvas.drawString(_MARGIN, _MARGIN - 11, document.subtitle)
    canvas.drawRightString(_MARGIN + _LINE, _MARGIN - 11, f"Halaman {page.page}")
    if document.draft:
        canvas.setFillColor(_RED)
        canvas.drawString(_MARGIN, _MARGIN - 22, "KONSEP: diperiksa dan dilengkapi pejabat yang berwenang sebelum dikirim")
    canvas.restoreState()


class _Layout:
    """The paragraphs' styles, and what the blocks become with them."""

    def __init__(self) -> None:
        from reportlab.lib.styles import ParagraphStyle  # type: ignore[import-untyped]

        body = ParagraphStyle("body", fontName="Helvetica", fontSize=9.5, leading=13.5, spaceAfter=6)
        self._body = body
        self._strong = ParagraphStyle("strong", body, fontName="Helvetica-Bold", textColor=_NAVY)
        self._title = ParagraphStyle("title", body, fontName="Helvetica-Bold", fontSize=19, leading=23, textColor=_NAVY, spaceAfter=4)
        self._subtitle = ParagraphStyle("subtitle", body, fontSize=12, leading=16, spaceAfter=14)
        self._heading = ParagraphStyle("heading", self._strong, fontSize=13, leading=17, spaceBefore=14, spaceAfter=6)
        self._caption = ParagraphStyle("caption", self._strong, spaceBefore=6, spaceAfter=4)
        self._warning = ParagraphStyle(
            "warning",
            self._strong,
            textColor=_RED,
            borderColor=_RED,
            borderWidth=1,
            borderPadding=8,
            spaceBefore=4,
            spaceAfter=16,
        )
        self._cell = ParagraphStyle("cell", body, fontSize=8, leading=10.5, spaceAfter=0, splitLongWords=1)
        self._amount = ParagraphStyle("amount", self._cell, alignment=2)
        self._column = ParagraphStyle("column", self._cell, fontName="Helvetica-Bold", textColor="#FFFFFF")
        self._sum = ParagraphStyle("sum", self._column, alignment=2)
        self._label = ParagraphStyle("label", self._cell, textColor=_GREY)

    def story(self, document: Document) -> Iterator[Any]:
        from reportlab.platypus import CondPageBreak, PageBreak

        yield self._words(document.title, self._title)
        yield self._words(document.subtitle, self._subtitle)
        if document.warning:
            yield self._words(document.warning, self._warning)
        yield from self._block(document.facts)
        for section in document.sections:
            yield PageBreak() if section.apart else CondPageBreak(_TALL)
            yield self._words(section.title, self._heading)
            for block in section.blocks:
                yield from self._block(block)

    def _block(self, block: Block) -> Iterator[Any]:
        match block:
            case Paragraph(text, strong):
                yield self._words(text, self._strong if strong else self._body)
            case Facts():
                yield from self._facts(block)
            case Table():
                yield from self._table(block)
            case Chart():
                yield from self._chart(block)
            case _:
                assert_never(block)

    def _words(self, text: str, style: Any) -> Any:
        from reportlab.platypus import Paragraph as Words

        return Words(escape(text, quote=False), style)

    def _facts(self, facts: Facts) -> Iterator[Any]:
        from reportlab.platypus import Spacer
        from reportlab.platypus import Table as Grid

        rows = [(self._words(label, self._label), self._words(value, self._cell)) for label, value in facts.pairs]
        style = [("VALIGN", (0, 0), (-1, -1), "TOP"), ("LINEBELOW", (0, 0), (-1, -1), 0.25, "#CCCCCC"), ("LEFTPADDING", (0, 0), (0, -1), 0)]
        yield Grid(rows, colWidths=(_LINE * 0.3, _LINE * 0.7), style=style)
        yield Spacer(1, 8)

    def _table(self, table: Table) -> Iterator[Any]:
        from reportlab.platypus import CondPageBreak, KeepTogether, LongTable, Spacer

        caption = self._words(table.title, self._caption)
        if not table.rows:
            yield KeepTogether([caption, self._words("Tidak ada.", self._body)])
            return
        shares = table.widths or (1,) * len(table.columns)
        right = [all(isinstance(row[column], int) for row in table.rows) for column in range(len(table.columns))]
        rows = [[self._words(name, self._sum if at else self._column) for name, at in zip(table.columns, right, strict=True)]]
        rows += [[self._value(cell) for cell in row] for row in table.rows]
        style = [
            ("BACKGROUND", (0, 0), (-1, 0), _NAVY),
            ("ROWBACKGROUNDS", (0, 1), (-1, -1), ("#FFFFFF", _PALE)),
            ("LINEBELOW", (0, 0), (-1, -1), 0.25, "#CCCCCC"),
            ("VALIGN", (0, 0), (-1, -1), "TOP"),
            ("TOPPADDING", (0, 0), (-1, -1), 3),
            ("BOTTOMPADDING", (0, 0), (-1, -1), 3),
        ]
        grid = LongTable(rows, colWidths=[_LINE * share / sum(shares) for share in shares], repeatRows=1, style=style)
        if len(table.rows) <= _WHOLE:
            yield KeepTogether([caption, grid, Spacer(1, 10)])
        else:
            yield from (CondPageBreak(120), caption, grid, Spacer(1, 10))

    def _value(self, cell: Cell) -> Any:
        return self._words(number(cell), self._amount) if isinstance(cell, int) else self._words(cell, self._cell)

    def _chart(self, chart: Chart) -> Iterator[Any]:
        from reportlab.platypus import KeepTogether, Spacer

        if any(any(series.values) for series in chart.series):
            yield KeepTogether([self._words(chart.title, self._caption), drawn(chart, _LINE), Spacer(1, 8)])
