"""Charts as drawings of reportlab: bars in colours that those who see few of them tell apart, with a legend and round marks."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from .document import Chart, Series
from .indonesian import number

if TYPE_CHECKING:
    from reportlab.graphics.shapes import Drawing  # type: ignore[import-untyped]

__all__ = ["drawn", "step"]

_COLOURS: Final = ("#0072B2", "#E69F00", "#D55E00", "#009E73")
"""Okabe and Ito 2008."""
_GREY: Final = "#5A5A5A"
_BAR: Final = 14
_MOST_BARS: Final = 12
_LONGEST_LABEL: Final = 32


def drawn(chart: Chart, width: float) -> Drawing:
    """``width`` in points. Lying bars are the first twelve; all of them stand in a table."""
    return _upright(chart, width) if chart.upright else _lying(chart, width)


def _upright(chart: Chart, width: float) -> Drawing:
    from reportlab.graphics.charts.barcharts import VerticalBarChart  # type: ignore[import-untyped]
    from reportlab.graphics.shapes import Drawing

    drawing = Drawing(width, 158)
    bars = VerticalBarChart()
    bars.x, bars.y, bars.width, bars.height = 44, 26, width - 54, 104
    bars.categoryAxis.labels.fontSize = 6.5
    _dress(bars, chart, chart.labels)
    drawing.add(bars)
    _legend(drawing, chart, 146)
    return drawing


def _lying(chart: Chart, width: float) -> Drawing:
    from reportlab.graphics.charts.barcharts import HorizontalBarChart
    from reportlab.graphics.shapes import Drawing

    # The first label is to stand at the top, and the axis counts from below.
    shown = min(_MOST_BARS, len(chart.labels))
    height = 30 + _BAR * shown
    drawing = Drawing(width, height + 30)
    bars = HorizontalBarChart()
    bars.x, bars.y, bars.width, bars.height = 150, 24, width - 170, height - 20
    top = Chart(
        chart.title,
        chart.labels[:shown][::-1],
        tuple(Series(series.name, series.values[:shown][::-1]) for series in chart.series),
    )
    bars.categoryAxis.labels.fontSize = 7.5
    _dress(bars, top, tuple(label if len(label) <= _LONGEST_LABEL else f"{label[: _LONGEST_LABEL - 1]}…" for label in top.labels))
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
    bars.valueAxis.valueStep = step(most)
    bars.valueAxis.valueMax = -(-most // step(most)) * step(most)
    bars.barWidth = 8
    bars.groupSpacing = 4
    for index in range(len(chart.series)):
        bars.bars[index].fillColor = HexColor(_COLOURS[index])
        bars.bars[index].strokeColor = None


def _mark(value: float) -> str:
    return number(int(value))


def step(most: int) -> int:
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
