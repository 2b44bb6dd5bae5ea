"""When a rule applies, and what a set of rules says."""

from __future__ import annotations

from dataclasses import replace
from types import MappingProxyType

import pytest
from hypothesis import given
from hypothesis import strategies as st

from guardrail.core.decision import Effect, OperatorSpec
from guardrail.core.text import Place
from guardrail.policy.modes import Mode
from guardrail.policy.rules import Rule, places_of, verdict

ALL = frozenset(Place)


def a_rule(name: str, effect: Effect, operator: str = "token", strictness: int = 0) -> Rule:
    return Rule(name, frozenset({"ID_NIK"}), ALL, effect, operator=OperatorSpec(operator), strictness=strictness)


@pytest.mark.parametrize(
    ("where", "places"),
    [
        (["request"], ALL - {Place.RESPONSE}),
        (["response"], {Place.RESPONSE}),
        (["request", "response"], ALL),
        (["user", "system"], {Place.USER, Place.SYSTEM}),
        (["tool_call", "tool_result", "tool_definition"], {Place.TOOL_CALL, Place.TOOL_RESULT, Place.TOOL_DEFINITION}),
        (["assistant", "other"], {Place.ASSISTANT, Place.OTHER}),
        (["file", "header"], {Place.FILE, Place.HEADER}),
    ],
)
def test_words_of_where(where: list[str], places: set[Place]) -> None:
    """A request is every place but the answer; the other words are places."""
    assert places_of(where) == places


def test_an_unknown_word_of_where_is_refused() -> None:
    """The schema lets none through, and neither does this."""
    with pytest.raises(ValueError, match="is not a valid Place"):
        places_of(["headers"])


def test_no_rule_says_nothing() -> None:
    """What every rule leaves alone is left alone."""
    said = verdict([])
    assert (said.effect, said.rules, said.masks) == (Effect.NONE, (), False)


def test_the_strictest_effect_wins_and_its_rules_took_effect() -> None:
    """Milder rules are not among the reasons."""
    warn, mask, also = a_rule("warn", Effect.WARN), a_rule("mask", Effect.MASK), a_rule("also", Effect.MASK)
    said = verdict([warn, mask, also])
    assert said.effect is Effect.MASK
    assert set(said.rules) == {mask, also}


@pytest.mark.parametrize("effect", [Effect.ANNOTATE, Effect.REQUIRE_REASON, Effect.ROUTE])
def test_what_is_asked_of_the_call_stands_beside_the_mask(effect: Effect) -> None:
    """A call that needs a reason, a note or another service leaves masked all the same."""
    asks, mask = a_rule("asks", effect), a_rule("mask", Effect.MASK)
    said = verdict([asks, mask])
    assert (said.effect, set(said.rules), said.masks) == (max(effect, Effect.MASK), {asks, mask}, True)


def test_a_block_makes_everything_else_idle() -> None:
    """Nothing leaves, so nothing is masked or asked for."""
    block = a_rule("block", Effect.BLOCK)
    said = verdict([block, a_rule("mask", Effect.MASK), a_rule("reason", Effect.REQUIRE_REASON)])
    assert (said.rules, said.masks) == ((block,), False)


@pytest.mark.parametrize(
    ("mode", "effect", "would"),
    [(Mode.AUDIT, Effect.NONE, ["r"]), (Mode.WARN, Effect.WARN, ["r"]), (Mode.ENFORCE, Effect.BLOCK, [])],
)
def test_a_rule_that_is_tried_out_only_tells(mode: Mode, effect: Effect, would: list[str]) -> None:
    """What it would have done is beside what was done."""
    said = verdict([replace(a_rule("r", Effect.BLOCK), mode=mode)])
    assert (said.effect, [rule.id for rule in said.would]) == (effect, would)


@pytest.mark.parametrize(
    ("effect", "operator", "acting", "by"),
    [
        (Effect.WARN, "token", "default", "token"),
        (Effect.REQUIRE_REASON, "token", "default", "token"),
        (Effect.GENERALIZE, "generalize", "default", "token"),
        (Effect.MASK, "surrogate", "r", "surrogate"),
        (Effect.REDACT, "redact", "r", "redact"),
    ],
)
def test_the_default_is_a_floor(effect: Effect, operator: str, acting: str, by: str) -> None:
    """Where no rule does as much it acts; how to mask is for a rule that masks to say."""
    default = a_rule("default", Effect.MASK, "token", 3)
    said = verdict([a_rule("r", effect, operator, 1)], default)
    assert said.masks
    assert (acting in {rule.id for rule in said.rules}, said.operator.name) == (True, by)
    assert ("default" in {rule.id for rule in said.rules}) is (acting == "default")


def test_the_strictest_operator_wins_among_the_rules_that_mask() -> None:
    """An operator of a rule without effect has no say."""
    token, redact = a_rule("a", Effect.MASK, "token", 1), a_rule("b", Effect.MASK, "redact", 3)
    assert verdict([redact, token]).operator.name == "redact"
    assert verdict([token, a_rule("c", Effect.WARN, "redact", 3)]).operator.name == "token"


RULES = st.builds(
    lambda number, effect, strictness, keep: Rule(
        f"r{number}",
        frozenset({"ID_NIK"}),
        ALL,
        effect,
        operator=OperatorSpec("mask", MappingProxyType({"keep_last": keep})),
        strictness=strictness,
    ),
    st.integers(0, 9),
    st.sampled_from(list(Effect)),
    st.integers(0, 3),
    st.integers(0, 4),
)


@given(st.lists(RULES, max_size=6).flatmap(lambda rules: st.tuples(st.just(rules), st.permutations(rules))))
def test_order_says_nothing(both: tuple[list[Rule], list[Rule]]) -> None:
    """Rules in any order give the same effect, the same operator and the same reasons."""
    one, other = (verdict(rules) for rules in both)
    assert (one.effect, one.operator, set(one.rules)) == (other.effect, other.operator, set(other.rules))
