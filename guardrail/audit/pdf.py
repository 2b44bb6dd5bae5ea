"""A document as PDF: A4, the standard 14 fonts (nothing is embedded), sharp at any size. The same document gives the same bytes."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from html import escape
from io import BytesIO
from typing import TYPE_CHECKING, Any, Final, assert_never

from .document import Block, Cell, Chart, Document, Facts, MissingLibrary, Paragraph, Table
from .indonesian import number

if TYPE_CHECKING:
    from reportlab.graphics.shapes import Drawing  # type: ignore[import-untyped]
    from reportlab.pdfgen.canvas import Canvas  # type: ignore[import-untyped]

__all__ = ["as_pdf"]

_NAVY: Final = "#1F3A5F"
_RED: Final = "#A61C1C"
_GREY: Final = "#5A5A5A"
_PALE: Final = "#EEF2F7"
_COLOURS: Final = ("#0072B2", "#E69F00", "#D55E00", "#009E73")
"""Told apart by those who see few colours as well (Okabe and Ito 2008)."""
_MARGIN: Final = 56.0
_LINE: Final = 595.28 - 2 * _MARGIN
"""Width of A4 between the margins, in points."""
_PADDING: Final = 6.0
"""Of the frame that reportlab lays text into."""
_BAR: Final = 14
_TALL: Final = 180.0
"""Points that are to be left on a page where a section begins."""
_WHOLE: Final = 8
"""Rows of a table that is not torn over two pages."""
_MOST_BARS: Final = 12


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
            drawn = _upright(chart) if chart.upright else _lying(chart)
            yield KeepTogether([self._words(chart.title, self._caption), drawn, Spacer(1, 8)])


def _upright(chart: Chart) -> Drawing:
    from reportlab.graphics.charts.barcharts import VerticalBarChart  # type: ignore[import-untyped]
    from reportlab.graphics.shapes import Drawing

    drawing = Drawing(_LINE, 158)
    bars = VerticalBarChart()
    bars.x, bars.y, bars.width, bars.height = 44, 26, _LINE - 54, 104
    bars.categoryAxis.labels.fontSize = 6.5
    _dress(bars, chart, chart.labels)
    drawing.add(bars)
    _legend(drawing, chart, 146)
    return drawing


def _lying(chart: Chart) -> Drawing:
    from reportlab.graphics.charts.barcharts import HorizontalBarChart
    from reportlab.graphics.shapes import Drawing

    # The first label is to stand at the top, and the axis counts from below.
    shown = min(_MOST_BARS, len(chart.labels))
    height = 30 + _BAR * shown
    drawing = Drawing(_LINE, height + 30)
    bars = HorizontalBarChart()
    bars.x, bars.y, bars.width, bars.height = 150, 24, _LINE - 170, height - 20
    top = Chart(
        chart.title,
        chart.labels[:shown][::-1],
        tuple(type(series)(series.name, series.values[:shown][::-1]) for series in chart.series),
    )
    bars.categoryAxis.labels.fontSize = 7.5
    _dress(bars, top, tuple(label if len(label) <= 32 else f"{label[:31]}…" for label in top.labels))
    drawing.add(bars)
    _legend(drawing, chart, height + 18)
    return drawing


def _dress(bars: Any, chart: Chart, labels: tuple[str, ...]) -> None:
    from reportlab.lib.colors import HexColor  # type: ignore[import-untyped]

    bars.data = [list(series.values) for series in chart.series]
    bars.categoryAxis.categoryNames = list(labels)
    bars.categoryAxis.style = "stacked"
    bars.categoryAxis.labels.fontName = bars.valueAxis.labels.fontName = "Helvetica"
    bars.valueAxis.labels.fontSize = 7
    bars.valueAxis.valueMin = 0
    bars.valueAxis.labelTextFormat = _mark
    bars.valueAxis.visibleGrid = 1
    bars.valueAxis.gridStrokeColor = HexColor("#DDDDDD")
    bars.valueAxis.gridStrokeWidth = 0.4
    most = max(map(sum, zip(*(series.values for series in chart.series), strict=True)))
    bars.valueAxis.valueStep = _step(most)
    bars.valueAxis.valueMax = -(-most // _step(most)) * _step(most)
    bars.barWidth = 8
    bars.groupSpacing = 4
    for index in range(len(chart.series)):
        bars.bars[index].fillColor = HexColor(_COLOURS[index])
        bars.bars[index].strokeColor = None


def _mark(value: float) -> str:
    return number(int(value))


def _step(most: int) -> int:
    """Between two marks of an axis: a round number, so that there are at most six."""
    step = 1
    while True:
        for factor in (1, 2, 5):
            if most <= 6 * step * factor:
                return step * factor
        step *= 10


def _legend(drawing: Drawing, chart: Chart, y: float) -> None:
    from reportlab.graphics.shapes import Rect, String
    from reportlab.lib.colors import HexColor

    x = 44.0
    for index, series in enumerate(chart.series):
        drawing.add(Rect(x, y, 7, 7, fillColor=HexColor(_COLOURS[index]), strokeColor=None))
        drawing.add(String(x + 11, y + 0.5, series.name, fontName="Helvetica", fontSize=7.5, fillColor=HexColor(_GREY)))
        x += 30 + 4.2 * len(series.name)
