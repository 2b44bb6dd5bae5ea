"""Bars that can be read: round marks, every label, the first on top."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from guardrail.audit.bars import drawn, step
from guardrail.audit.document import Chart, Series

pytest.importorskip("reportlab")


def bars_of(chart: Chart) -> Any:
    return next(part for part in drawn(chart, 480).contents if hasattr(part, "categoryAxis"))


@given(st.integers(1, 10**9))
def test_an_axis_has_at_most_six_round_marks(most: int) -> None:
    """One, two or five times a power of ten, and no smaller one would do."""
    found = step(most)
    assert str(found).rstrip("0") in {"1", "2", "5"}
    assert -(-most // found) <= 6
    assert found == 1 or most > 6 * (found * 2 // 5 if str(found)[0] == "5" else found // 2)


def test_days_stand_from_left_to_right() -> None:
    """Each with its parts on top of each other."""
    chart = Chart("x", ("1", "2"), (Series("a", (5, 0)), Series("b", (98, 3))), upright=True)
    bars = bars_of(chart)
    assert (bars.categoryAxis.categoryNames, bars.data, bars.categoryAxis.style) == (["1", "2"], [[5, 0], [98, 3]], "stacked")
    assert (bars.valueAxis.valueMax, bars.valueAxis.valueStep) == (120, 20)


def test_the_greatest_bar_lies_on_top_and_twelve_are_shown() -> None:
    """The axis counts from below; a long name is cut, since the table has it whole."""
    chart = Chart("x", tuple(f"{at:02}-{'n' * 40}" for at in range(20)), (Series("a", tuple(range(20, 0, -1))),))
    bars = bars_of(chart)
    assert len(bars.categoryAxis.categoryNames) == 12
    assert bars.categoryAxis.categoryNames[-1] == f"00-{'n' * 28}…"
    assert bars.data == [list(range(9, 21))]
