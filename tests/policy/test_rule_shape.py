"""The shape of rules."""

from __future__ import annotations

from typing import Any

import pytest
from pydantic import ValidationError

from guardrail.policy.rule_shape import RuleShape, reaches


def a_rule(**given: Any) -> RuleShape:
    return RuleShape.model_validate({"id": "a", "description": "d", "entities": ("X",), "action": "mask", **given})


@pytest.mark.parametrize(
    ("given", "places"),
    [
        ({}, ("request", "response")),
        ({"where": ("user",)}, ("user",)),
        ({"action": "require_reason"}, ("request",)),
        ({"action": "route"}, ("request",)),
        ({"action": "route", "where": ("response",)}, ("response",)),
    ],
)
def test_what_asks_something_of_the_call_reaches_requests(given: dict[str, Any], places: tuple[str, ...]) -> None:
    """Unless it says otherwise, which is then complained about."""
    assert reaches(a_rule(**given)) == places


def test_one_word_is_a_list_of_one() -> None:
    """Where a service may be."""
    rule = a_rule(action="route", route={"residency": "lokal"}, match={"destinations": {"residency": "luar-negeri"}})
    assert rule.route is not None
    assert rule.match is not None
    assert rule.match.destinations is not None
    assert (rule.route.residency, rule.match.destinations.residency) == (("lokal",), ("luar-negeri",))


@pytest.mark.parametrize("given", [{"entities": ()}, {"count_gte": 0}, {"action": "allow"}, {"marks": ("RAHASIA",)}, {"signals": ("a-b",)}])
def test_what_a_rule_may_not_say(given: dict[str, Any]) -> None:
    """Empty lists, and words of no list."""
    with pytest.raises(ValidationError):
        a_rule(**given)
