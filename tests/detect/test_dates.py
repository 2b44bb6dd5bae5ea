from __future__ import annotations

import pytest

from guardrail.detect.dates import find_dates, match_date


@pytest.mark.parametrize(
    ("text", "day_month_year"),
    [
        ("17-08-1990", (17, 8, 1990)),
        ("3/5/11", (3, 5, 11)),
        ("14.02.1984", (14, 2, 1984)),
        ("2000-06-22", (22, 6, 2000)),
        ("24 Juli 1968", (24, 7, 1968)),
        ("23 Okt 1994", (23, 10, 1994)),
        ("13 MEI 1977", (13, 5, 1977)),
        ("22-Agu-1986", (22, 8, 1986)),
        ("March 20, 1988", (20, 3, 1988)),
        ("17081990", (17, 8, 1990)),
        ("19900817", (17, 8, 1990)),
        ("12/31/1990", (31, 12, 1990)),
        ("29-02-2000", (29, 2, 2000)),
    ],
)
def test_reads_dates(text: str, day_month_year: tuple[int, int, int]) -> None:
    """Numbers, month names of two languages and both orders are read whole."""
    date = match_date(text, 0)
    assert date == (0, len(text), *day_month_year)


@pytest.mark.parametrize(
    "text", ["31-02-1990", "29-02-1900", "12-13-1990", "00-01-1990", "1.2.3.4", "12-01-1990-5", "5 Rajab 1445", "01-01-1750", ""]
)
def test_reads_no_other_numbers(text: str) -> None:
    """Days that no calendar has, rows of numbers and months of other calendars are no dates."""
    assert match_date(text, 0) is None


def test_finds_every_date_in_a_part() -> None:
    """Only inside the bounds."""
    text = "1-2-1990, 3 Mei 2001; 4/4/2004"
    assert [(date.day, date.month) for date in find_dates(text, 5, 22)] == [(3, 5)]
