"""A month in WIB, and times against it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from guardrail.audit.period import Period, month


@pytest.mark.parametrize(
    ("time", "inside"),
    [
        ("2026-10-31T16:59:59.999999Z", False),
        ("2026-10-31T17:00:00.000000Z", True),
        ("2026-11-30T16:59:59.999999Z", True),
        ("2026-11-30T17:00:00.000000Z", False),
    ],
)
def test_a_month_begins_at_midnight_in_jakarta(time: str, inside: bool) -> None:
    """Seven hours before it does in UTC, in which records are written."""
    assert month("2026-11").holds(time) is inside


def test_december_ends_with_the_year() -> None:
    """31 days, and the next year's January."""
    assert month("2026-12").until - month("2026-12").since == timedelta(days=31)
    assert month("2028-02").until - month("2028-02").since == timedelta(days=29)


@pytest.mark.parametrize("text", ["", "2026", "2026-13", "2026-00", "0000-01", "26-11", "2026-11-01", "November"])
def test_what_is_no_month_is_refused(text: str) -> None:
    """Rather than guessed."""
    with pytest.raises(ValueError, match="2026-11"):
        month(text)


def test_a_period_has_a_length() -> None:
    """An empty one would make an empty report that looks like a quiet month."""
    now = datetime(2026, 11, 1, tzinfo=UTC)
    with pytest.raises(ValueError, match="ends after"):
        Period(now, now)


@given(st.integers(0, 10**14), st.integers(0, 10**14))
def test_texts_of_times_compare_as_times_do(since: int, at: int) -> None:
    """To the microsecond."""
    begin, moment = (datetime(2026, 1, 1, tzinfo=UTC) + timedelta(microseconds=each) for each in (since, at))
    period = Period(begin, begin + timedelta(days=1))
    assert period.holds(f"{moment:%Y-%m-%dT%H:%M:%S.%fZ}") is (period.since <= moment < period.until)
    assert period.begins_after(f"{moment:%Y-%m-%dT%H:%M:%S.%fZ}") is (moment < period.since)
