"""The wall clock against the steady one."""

from __future__ import annotations

from guardrail.audit.clocks import Clocks, steady_ns
from guardrail.audit.event import EventType
from tests.audit.factories import TENANT, an_intent

SECOND = 1_000_000_000


class Hands:
    def __init__(self) -> None:
        self.wall, self.steady = 10**18, 7

    def clocks(self) -> Clocks:
        clocks = Clocks(lambda: self.wall, lambda: self.steady)
        clocks.said(an_intent(), TENANT)
        return clocks


def test_a_clock_that_was_set_is_told_until_it_is_on_record() -> None:
    """By how much, and in which direction."""
    hands = Hands()
    clocks = hands.clocks()
    hands.wall += 3600 * SECOND
    for _ in range(2):
        jump = clocks.jump()
        assert jump is not None
        assert (jump.type, dict(jump.fields)) == (EventType.CLOCK_JUMP, {"by_us": 3_600_000_000, "back": False})
    clocks.agreed()
    assert clocks.jump() is None
    hands.wall -= 3600 * SECOND
    back = clocks.jump()
    assert back is not None
    assert dict(back.fields) == {"by_us": 3_600_000_000, "back": True}


def test_what_is_no_jump() -> None:
    """Time that passes, also while a laptop sleeps; a leap second; a clock that is set right."""
    hands = Hands()
    clocks = hands.clocks()
    hands.wall += 86_400 * SECOND
    hands.steady += 86_400 * SECOND
    assert clocks.jump() is None
    hands.wall -= SECOND
    assert clocks.jump() is None
    hands.wall += 5 * SECOND
    assert clocks.jump() is None


def test_small_steps_add_up() -> None:
    """Who puts a clock back by seconds at a time is seen as well."""
    hands = Hands()
    clocks = hands.clocks()
    for _ in range(5):
        assert clocks.jump() is None
        hands.wall -= SECOND
    assert clocks.jump() is not None


def test_the_last_who_spoke_has_seen_the_clock() -> None:
    """What waited in line since before the clock was set is no jump back."""
    hands = Hands()
    clocks = hands.clocks()
    before = clocks.said(an_intent(), TENANT)
    hands.wall += 3600 * SECOND
    assert clocks.jump([before]) is None
    assert clocks.jump([before, clocks.said(an_intent(), TENANT)]) is not None
    assert clocks.jump() is not None


def test_before_anybody_spoke_there_is_no_jump() -> None:
    """There is nothing to compare with."""
    assert Clocks().jump() is None


def test_the_steady_clock_goes_on() -> None:
    """In nanoseconds."""
    assert steady_ns() <= steady_ns()
