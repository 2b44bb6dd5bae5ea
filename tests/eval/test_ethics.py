"""How labels are counted."""

from __future__ import annotations

import pytest

from .ethics import NOTHING, Answer, Row, confusion, curve, rows
from .ethics_page import ethics_section

FOUND = [
    Answer("forgery", {"forgery": 0.95}),
    Answer("forgery", {"political": 0.9, "forgery": 0.6}),
    Answer("political", {}),
    Answer(NOTHING, {"political": 0.55}),
    Answer(NOTHING, {}),
]


def test_every_label_told_counts() -> None:
    """A text may be told two labels, of which one is right."""
    assert rows(FOUND) == [Row("forgery", 2, 2, 2), Row("political", 1, 2, 0), Row("anything", 3, 3, 2)]


@pytest.mark.parametrize(
    ("row", "figures"),
    [(Row("a", 4, 2, 1), (0.5, 0.25, 1 / 3)), (Row("a", 0, 2, 0), (0.0, None, 0.0)), (Row("a", 0, 0, 0), (None, None, None))],
)
def test_shares_of_nothing_are_no_figures(row: Row, figures: tuple[float | None, ...]) -> None:
    """Precision, recall, F1."""
    assert (row.precision, row.recall, row.f1) == figures


def test_the_matrix_counts_the_surest_label() -> None:
    """A text in which nothing was told is told to be harmless."""
    assert confusion(FOUND) == {
        "forgery": {"forgery": 1, "political": 1},
        "political": {NOTHING: 1},
        NOTHING: {"political": 1, NOTHING: 1},
    }


def test_a_higher_threshold_tells_less_of_everything() -> None:
    """Shares of what is amiss, and of what is harmless."""
    points = {point.least: (point.labelled, point.anything, point.false) for point in curve(FOUND)}
    assert points[0.5] == (2 / 3, 2 / 3, 0.5)
    assert points[0.8] == (1 / 3, 2 / 3, 0.0)
    assert points[0.99] == (0.0, 0.0, 0.0)


def test_the_section_has_every_label_and_no_text() -> None:
    """Labels stand in table and matrix; the curve has a line a threshold."""
    section = ethics_section(FOUND)
    assert "| forgery | 2 | 2 | 1.000 | 1.000 | 1.000 |" in section
    assert "| none |  | 1 | 1 |" in section
    assert section.count("\n0.") == 8
