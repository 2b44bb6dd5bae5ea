"""Times are given in WIB and stored in UTC."""

from __future__ import annotations

import pytest
from typer import Exit

from guardrail.cli.times import moment, wib


@pytest.mark.parametrize(
    ("given", "end", "utc"),
    [
        ("2026-03-01", False, "2026-02-28T17:00:00+00:00"),
        ("2026-03-01", True, "2026-03-01T17:00:00+00:00"),
        ("2026-03-01T08:00", True, "2026-03-01T01:00:00+00:00"),
        ("2026-03-01T08:00:00Z", False, "2026-03-01T08:00:00+00:00"),
        ("2026-03-01T08:00+09:00", False, "2026-02-28T23:00:00+00:00"),
    ],
)
def test_a_day_or_time_is_one_of_jakarta(given: str, end: bool, utc: str) -> None:
    """Unless it says otherwise; a day that ends a range belongs to it."""
    from datetime import UTC

    assert moment(given, "--from", end=end).astimezone(UTC).isoformat() == utc


def test_what_is_no_time_is_a_misuse() -> None:
    """Named by its option."""
    with pytest.raises(Exit):
        moment("kemarin", "--from")


def test_a_stored_time_is_shown_in_wib() -> None:
    """With its offset."""
    assert wib("2026-11-21T17:59:15.000000Z") == "2026-11-22 00:59:15+07:00"
