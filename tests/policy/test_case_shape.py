"""The shape of cases."""

from __future__ import annotations

from typing import Any

import pytest
from pydantic import ValidationError

from guardrail.policy.case_shape import CaseShape


def a_case(**given: Any) -> CaseShape:
    return CaseShape.model_validate({"name": "n", "input": "halo", "expect": {"action": "none"}, **given})


def test_a_case_asks_no_more_than_it_says() -> None:
    """Nobody calls, from nowhere; every action may be expected."""
    case = a_case()
    assert (case.call.tenant, case.call.residency, case.expect.would, case.expect.rules) == ("", "", None, None)
    for action in ("annotate", "generalize", "redact", "require_reason", "route", "block"):
        assert a_case(expect={"action": action, "would": action}).expect.action == action


@pytest.mark.parametrize(
    "given",
    [
        {"input": ()},
        {"call": {"tenant": "A B"}},
        {"call": {"residency": "bulan"}},
        {"call": {"date": "2026-02-30"}},
        {"expect": {"action": "allow"}},
    ],
)
def test_what_a_case_may_not_say(given: dict[str, Any]) -> None:
    """Nothing to read, nobody's tenant, no day."""
    with pytest.raises(ValidationError):
        a_case(**given)
