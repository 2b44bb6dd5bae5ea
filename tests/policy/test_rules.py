"""When a rule applies, and what a set of rules says."""

from __future__ import annotations

from types import MappingProxyType

import pytest
from hypothesis import given
from hypothesis import strategies as st

from guardrail.core.decision import Effect, OperatorSpec
from guardrail.core.text import Place
from guardrail.policy.rules import NOTHING, Rule, places_of, verdict

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
    ],
)
def test_words_of_where(where: list[str], places: set[Place]) -> None:
    """A request is every place but the answer; the other words are places."""
    assert places_of(where) == places


def test_an_unknown_word_of_where_is_refused() -> None:
    """The schema lets none through, and neither does this."""
    with pytest.raises(ValueError, match="is not a valid Place"):
        places_of(["header"])


def test_no_rule_says_nothing() -> None:
    """What every rule leaves alone is left alone."""
    assert verdict([]) is NOTHING
    assert NOTHING.effect is Effect.NONE


def test_the_strictest_effect_wins_and_its_rules_took_effect() -> None:
    """Milder rules are not among the reasons."""
    warn, mask, also = a_rule("warn", Effect.WARN), a_rule("mask", Effect.MASK), a_rule("also", Effect.MASK)
    said = verdict([warn, mask, also])
    assert said.effect is Effect.MASK
    assert set(said.rules) == {mask, also}


def test_an_escalated_rule_blocks() -> None:
    """Whatever its own effect is."""
    warn, mask = a_rule("warn", Effect.WARN), a_rule("mask", Effect.MASK)
    said = verdict([warn, mask], frozenset({warn}))
    assert (said.effect, said.rules) == (Effect.BLOCK, (warn,))


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
    st.sampled_from([Effect.WARN, Effect.MASK, Effect.BLOCK]),
    st.integers(0, 3),
    st.integers(0, 4),
)


@given(st.lists(RULES, max_size=6).flatmap(lambda rules: st.tuples(st.just(rules), st.permutations(rules))))
def test_order_says_nothing(both: tuple[list[Rule], list[Rule]]) -> None:
    """Rules in any order give the same effect, the same operator and the same reasons."""
    one, other = (verdict(rules) for rules in both)
    assert (one.effect, one.operator, set(one.rules)) == (other.effect, other.operator, set(other.rules))
