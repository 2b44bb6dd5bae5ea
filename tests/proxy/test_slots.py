"""Calls at once are bounded, for each caller and for all, and every slot comes back."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from guardrail.proxy.slots import Slots


def test_one_caller_has_so_many() -> None:
    """Another one still gets through."""
    slots = Slots(each=2, most=10)
    assert [slots.take("a") for _ in range(3)] == [True, True, False]
    assert slots.take("b")
    slots.give("a")
    assert slots.take("a")


def test_all_together_have_so_many() -> None:
    """Also callers who have none yet."""
    slots = Slots(each=2, most=3)
    assert all(slots.take(caller) for caller in "aab")
    assert not slots.take("c")
    slots.give("b")
    assert slots.take("c")


@given(st.lists(st.tuples(st.sampled_from("abc"), st.booleans()), max_size=60))
def test_it_counts_right(steps: list[tuple[str, bool]]) -> None:
    """Whatever the order, a slot is free exactly where the plain count says so."""
    slots, held = Slots(each=2, most=4), dict.fromkeys("abc", 0)
    for caller, takes in steps:
        if takes:
            free = held[caller] < 2 and sum(held.values()) < 4
            assert slots.take(caller) is free
            held[caller] += free
        elif held[caller]:
            slots.give(caller)
            held[caller] -= 1
        assert slots.used == sum(held.values())
