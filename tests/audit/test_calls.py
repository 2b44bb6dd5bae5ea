"""Intents and outcomes find each other in any order."""

from __future__ import annotations

from random import Random

from hypothesis import given
from hypothesis import strategies as st

from guardrail.audit.calls import Calls, OpenCall
from guardrail.audit.entry import NO_PREVIOUS, Entry
from guardrail.audit.ids import uuid7
from tests.audit.factories import TENANT, an_intent, an_outcome

WRITER = "d" * 32
EXCHANGES = [uuid7() for _ in range(8)]


def an_entry(exchange: str, *, outcome: bool, seq: int = 0) -> Entry:
    event = an_outcome(exchange) if outcome else an_intent(exchange)
    return Entry(event.id, event.type.value, WRITER, seq, NO_PREVIOUS, "", 0, 0, TENANT, 0, b"," + event.body)


@given(st.sets(st.sampled_from(EXCHANGES)), st.sets(st.sampled_from(EXCHANGES)), st.randoms())
def test_what_is_left_over_is_told(asked: set[str], answered: set[str], random: Random) -> None:
    """Whatever the order: intents without outcome dangle, outcomes without intent are orphans, all are counted."""
    entries = [an_entry(exchange, outcome=False) for exchange in asked] + [an_entry(exchange, outcome=True) for exchange in answered]
    random.shuffle(entries)
    calls = Calls()
    for number, entry in enumerate(entries, 1):
        calls.see(entry, "f", number)
    assert (calls.intents, calls.outcomes, calls.dangling) == (len(asked), len(answered), len(asked - answered))
    assert {call.exchange for call in calls.still_open()} == asked - answered
    assert len(calls.orphans()) == len(answered - asked)


def test_an_open_call_knows_its_tenant_and_writer() -> None:
    """They stand in the outcome that closes it."""
    calls = Calls()
    calls.see(an_entry(EXCHANGES[0], outcome=False), "f", 1)
    assert calls.still_open() == [OpenCall(EXCHANGES[0], TENANT, WRITER)]


def test_a_second_outcome_is_an_orphan() -> None:
    """One call ends once."""
    calls = Calls()
    for seq, outcome in enumerate((False, True, True)):
        calls.see(an_entry(EXCHANGES[0], outcome=outcome, seq=seq), "f", seq + 1)
    assert calls.orphans() == [("f", 3, 2)]
