"""Rules of a call as they decide: what waits for the rest of the call, and what is told beside the decision."""

from __future__ import annotations

from dataclasses import replace

import pytest

from guardrail.core.decision import Block, Destination, Effect, Forward, Sighting
from guardrail.core.text import Finding, Place, Span
from guardrail.policy.judge import Judge
from guardrail.policy.modes import Mode
from guardrail.policy.rules import Rule

EVERYWHERE = frozenset(Place)
DEFAULT = Rule("contoh/default", frozenset(), EVERYWHERE, Effect.MASK)
SIGNAL = "SIGNAL_AUTOMATED_DECISION"


def a_rule(name: str, effect: Effect, *entities: str) -> Rule:
    return Rule(f"contoh/{name}", frozenset(entities or {"ID_NIK"}), EVERYWHERE, effect)


def a_judge(*rules: Rule) -> Judge:
    return Judge(rules, DEFAULT, frozenset({SIGNAL}))


def seen(*entities: str) -> list[Sighting]:
    return [Sighting(i, Place.USER, Finding(entity, Span(0, 8), 0.9, "r"), i) for i, entity in enumerate(entities)]


def forwarded(judge: Judge, *entities: str) -> Forward:
    decision = judge.decide(seen(*entities))
    assert isinstance(decision, Forward)
    return decision


def test_a_signal_is_no_data() -> None:
    """The default masks what is personal; what only says something about the request stays."""
    assert forwarded(a_judge(), SIGNAL, "ID_NIK").plan.keys() == {1}


@pytest.mark.parametrize(("entities", "effect"), [(("PERSON",), Effect.MASK), ((SIGNAL,), Effect.NONE), (("PERSON", SIGNAL), Effect.BLOCK)])
def test_a_rule_may_wait_for_a_signal(entities: tuple[str, ...], effect: Effect) -> None:
    """Names alone are masked, and the signal alone is nothing; both in one call are what the rule is about."""
    rule = replace(a_rule("a", Effect.BLOCK, "PERSON"), signals=frozenset({SIGNAL}))
    assert a_judge(rule).decide(seen(*entities)).effect is effect


@pytest.mark.parametrize(("count", "effect"), [(2, Effect.MASK), (3, Effect.REQUIRE_REASON)])
def test_a_rule_may_wait_for_a_number_of_values(count: int, effect: Effect) -> None:
    """Distinct ones, anywhere in the call; the mask of the default stays beside it."""
    rule = replace(a_rule("a", Effect.REQUIRE_REASON), count_gte=3, reason_length=20)
    decision = forwarded(a_judge(rule), *["ID_NIK"] * count)
    assert (decision.effect, len(decision.plan)) == (effect, count)
    assert decision.reason_length == (20 if effect is Effect.REQUIRE_REASON else 0)


def test_the_longest_reason_and_every_destination_hold() -> None:
    """Rules that ask something of the call are all answered."""
    first, second = Destination(residencies=frozenset({"lokal"})), Destination(upstreams=frozenset({"a"}))
    rules = [
        replace(a_rule("r1", Effect.REQUIRE_REASON), reason_length=10),
        replace(a_rule("r2", Effect.REQUIRE_REASON), reason_length=30),
        replace(a_rule("t1", Effect.ROUTE), destination=first),
        replace(a_rule("t2", Effect.ROUTE), destination=second),
        a_rule("n", Effect.ANNOTATE),
    ]
    decision = forwarded(a_judge(*rules), "ID_NIK")
    assert (decision.reason_length, decision.destinations, len(decision.plan)) == (30, (first, second), 1)
    assert {reason.rule.removeprefix("contoh/") for reason in decision.reasons} == {"r1", "r2", "t1", "t2", "n", "default"}


@pytest.mark.parametrize("mode", [Mode.AUDIT, Mode.WARN])
def test_what_would_have_been_done_is_told_aside(mode: Mode) -> None:
    """The call is treated as if the rule did nothing, or only warned."""
    decision = forwarded(a_judge(replace(a_rule("a", Effect.BLOCK), mode=mode)), "ID_NIK", "ID_NIK")
    assert (decision.effect, len(decision.plan)) == (Effect.MASK, 2)
    assert [(reason.rule, reason.effect, reason.count) for reason in decision.aside.would] == [("contoh/a", Effect.BLOCK, 2)]


def test_a_block_tells_aside_too() -> None:
    """Rules that are tried out are recorded also where another one blocks."""
    tried = replace(a_rule("tried", Effect.MASK, "PERSON"), mode=Mode.AUDIT)
    decision = a_judge(a_rule("a", Effect.BLOCK), tried).decide(seen("ID_NIK", "PERSON"))
    assert isinstance(decision, Block)
    assert [reason.rule for reason in decision.aside.would] == ["contoh/tried"]


def test_a_used_exception_is_counted_by_finding() -> None:
    """So that the record says how often it was needed."""
    rule = replace(a_rule("a", Effect.NONE), lifts_default=True, exception="EXC-1")
    decision = forwarded(a_judge(rule), "ID_NIK", "ID_NIK", "PERSON")
    assert (dict(decision.aside.exceptions), set(decision.plan)) == ({"EXC-1": 2}, {2})


def test_escalates_where_a_rule_waits() -> None:
    """Only there what was seen before matters."""
    rule = replace(a_rule("a", Effect.BLOCK), count_gte=2, places=frozenset({Place.USER}))
    assert a_judge(rule).escalates(Place.USER)
    assert not a_judge(rule).escalates(Place.RESPONSE)
    assert not a_judge(a_rule("b", Effect.MASK)).escalates(Place.USER)
