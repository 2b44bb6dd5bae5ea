"""What the words of a rule stand for."""

from __future__ import annotations

from typing import Any

import pytest

from guardrail.policy.catalog import Catalog
from guardrail.policy.named import context_of, mark_entity, operator_of, signal_entity, subjects_of
from guardrail.policy.schema import RuleShape


def a_shape(**given: Any) -> RuleShape:
    return RuleShape.model_validate({"id": "a", "description": "d", "action": "mask", **given})


def test_words_of_signals_and_marks_are_entities() -> None:
    """As detection names them."""
    assert signal_entity("automated_decision") == "SIGNAL_AUTOMATED_DECISION"
    assert mark_entity("sangat-rahasia") == "MARK_SANGAT_RAHASIA"


@pytest.mark.parametrize(
    ("given", "subjects", "context"),
    [
        ({"entities": ("HEALTH",)}, {"HEALTH"}, set()),
        ({"entities": ("specific",)}, {"HEALTH", "CREDIT_CARD"}, set()),
        ({"signals": ("political",)}, {"SIGNAL_POLITICAL"}, set()),
        ({"marks": ("rahasia",), "signals": ("political",)}, {"SIGNAL_POLITICAL", "MARK_RAHASIA"}, set()),
        ({"entities": ("HEALTH",), "marks": ("rahasia",)}, {"HEALTH"}, {"MARK_RAHASIA"}),
    ],
)
def test_subjects_and_conditions(catalog: Catalog, given: dict[str, Any], subjects: set[str], context: set[str]) -> None:
    """Beside entities, signals and marks are asked of the call; alone, the rule is about them."""
    shape = a_shape(**given)
    assert (subjects_of(shape, catalog), context_of(shape)) == (frozenset(subjects), frozenset(context))


@pytest.mark.parametrize(
    ("given", "operator"),
    [({}, "token"), ({"operator": "redact"}, "redact"), ({"action": "generalize"}, "generalize"), ({"action": "warn"}, "token")],
)
def test_operators(given: dict[str, Any], operator: str) -> None:
    """An action that is an operator needs no other."""
    assert operator_of(a_shape(**given)).name == operator
