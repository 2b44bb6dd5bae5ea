"""Numbers and times as official letters write them."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from guardrail.audit.indonesian import day, moment, number, percent


@pytest.mark.parametrize(("value", "text"), [(0, "0"), (999, "999"), (12_480, "12.480"), (1_234_567, "1.234.567")])
def test_thousands_have_points(value: int, text: str) -> None:
    """12.480, not 12,480."""
    assert number(value) == text


@pytest.mark.parametrize(
    ("part", "whole", "text"), [(1, 8, "12,5%"), (999, 1000, "99,9%"), (9_999, 10_000, "99,9%"), (5, 5, "100,0%"), (0, 0, "–")]
)
def test_a_share_is_never_rounded_up_to_all(part: int, whole: int, text: str) -> None:
    """One comma, and a dash where there is nothing to share."""
    assert percent(part, whole) == text


def test_a_day_has_its_indonesian_month() -> None:
    """21 November 2026; 3 Mei 2026."""
    assert (day(date(2026, 11, 21)), day(date(2026, 5, 3))) == ("21 November 2026", "3 Mei 2026")


def test_a_moment_is_told_in_wib() -> None:
    """A record's UTC evening is the next morning in Jakarta."""
    assert moment("2026-11-21T17:59:15.000001Z") == "22 November 2026 pukul 00.59.15 WIB"
    assert moment(datetime(2026, 1, 1, 5, tzinfo=UTC)) == "1 Januari 2026 pukul 12.00.00 WIB"
