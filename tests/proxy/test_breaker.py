"""A service that cannot be reached is left alone, and found again."""

from __future__ import annotations

from guardrail.proxy.breaker import Breaker


class Clock:
    """Seconds that pass when they are told to."""

    now = 100.0

    def __call__(self) -> float:
        return self.now


def _open(clock: Clock) -> Breaker:
    breaker = Breaker(clock, failures=3, within=10, pause=15)
    for _ in range(3):
        assert breaker.allows()
        breaker.failed()
    return breaker


def test_failures_in_a_row_open_it() -> None:
    """Not before there are enough."""
    clock = Clock()
    breaker = Breaker(clock, failures=3, within=10, pause=15)
    for _ in range(2):
        breaker.failed()
    assert breaker.allows()
    breaker.failed()
    assert not breaker.allows()


def test_failures_far_apart_do_not() -> None:
    """A service that fails now and then is used on."""
    clock = Clock()
    breaker = Breaker(clock, failures=3, within=10, pause=15)
    for _ in range(20):
        breaker.failed()
        clock.now += 5.1
        assert breaker.allows()


def test_an_answer_between_them_counts() -> None:
    """Also one that is an error of the service's own: it was reached."""
    breaker = Breaker(Clock(), failures=3, within=10, pause=15)
    for _ in range(20):
        breaker.failed()
        breaker.failed()
        breaker.answered()
    assert breaker.allows()


def test_after_the_pause_one_call_tries() -> None:
    """The others wait for how it fares."""
    clock = Clock()
    breaker = _open(clock)
    clock.now += 14.9
    assert not breaker.allows()
    clock.now += 0.1
    assert breaker.allows()
    assert not breaker.allows()
    breaker.answered()
    assert breaker.allows()
    assert breaker.allows()


def test_a_trial_that_fails_begins_the_pause_again() -> None:
    """One failure is enough then."""
    clock = Clock()
    breaker = _open(clock)
    clock.now += 15
    assert breaker.allows()
    clock.now += 5
    breaker.failed()
    clock.now += 14.9
    assert not breaker.allows()
    clock.now += 0.1
    assert breaker.allows()


def test_a_trial_that_never_ends_blocks_nothing() -> None:
    """Its caller may have hung up: after another pause the next one tries."""
    clock = Clock()
    breaker = _open(clock)
    clock.now += 15
    assert breaker.allows()
    clock.now += 15
    assert breaker.allows()
    assert breaker.pauses
    breaker.answered()
    assert not breaker.pauses
