"""The clock that the pipeline asks."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from guardrail.app.clock import SystemClock


def test_it_tells_the_time_and_never_goes_back() -> None:
    """The time is UTC and now; seconds of the monotonic clock do not fall."""
    clock = SystemClock()
    before = clock.monotonic()
    assert clock.now().tzinfo is UTC
    assert abs(clock.now() - datetime.now(UTC)) < timedelta(minutes=1)
    assert clock.monotonic() >= before
