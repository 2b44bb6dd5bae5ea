"""Which of two versions of a rule does less, field by field."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

import pytest

from guardrail.policy.catalog import Catalog
from guardrail.policy.schema import RuleShape
from guardrail.policy.strictness import weakened

ON_THE_VALUE = ("warn", "annotate", "generalize", "mask", "redact", "block")


def a_shape(**given: Any) -> RuleShape:
    return RuleShape.model_validate({"id": "a", "description": "d", "entities": ("HEALTH",), "action": "mask", **given})


@pytest.mark.parametrize(("milder", "stricter"), [*pairwise(ON_THE_VALUE), ("require_reason", "block"), ("annotate", "route")])
def test_actions_are_ordered(catalog: Catalog, milder: str, stricter: str) -> None:
    """What is done to the value is one ladder; a block is above everything."""
    low, high = a_shape(action=milder), a_shape(action=stricter)
    assert "action" in weakened(high, low, catalog)
    assert "action" not in weakened(low, high, catalog)


@pytest.mark.parametrize("asks", ["require_reason", "route"])
@pytest.mark.parametrize("masks", ["generalize", "mask", "redact"])
def test_what_is_asked_of_the_call_is_no_mask(catalog: Catalog, asks: str, masks: str) -> None:
    """Neither may take the other's place: the value would leave as it is, or the call without what it needs."""
    one, other = a_shape(action=asks), a_shape(action=masks)
    assert "action" in weakened(one, other, catalog)
    assert "action" in weakened(other, one, catalog)


@pytest.mark.parametrize(
    ("parent", "child", "fields"),
    [
        ({}, {}, []),
        ({"operator": "token"}, {"operator": "redact"}, []),
        ({"operator": "redact"}, {"operator": "token"}, ["action"]),
        (
            {"operator": {"name": "mask", "params": {"keep_last": 1}}},
            {"operator": {"name": "mask", "params": {"keep_last": 2}}},
            ["action"],
        ),
        ({"match": {"models": ("a", "b")}}, {"match": {"models": ("a", "b", "c")}}, []),
        ({"match": {"models": ("a", "b")}}, {"match": {"models": ("a",)}}, ["match"]),
        ({"match": {"models": ("a",)}}, {"match": None}, []),
        ({"match": {"destinations": {"residency": "lokal"}}}, {"match": {"destinations": {"residency": ("lokal", "dalam-negeri")}}}, []),
        ({}, {"signals": ("political",)}, ["signals"]),
        ({"signals": ("political",)}, {"signals": ("political", "forgery")}, []),
        ({"signals": ("political", "forgery")}, {"signals": ("political",)}, ["signals"]),
        ({"escalate": {"count_gte": 5, "action": "block"}}, {"escalate": {"count_gte": 4, "action": "block"}}, []),
        ({"escalate": {"count_gte": 5, "action": "block"}}, {"escalate": None}, ["escalate"]),
        ({"action": "annotate"}, {"action": "annotate", "note": {"id": "Periksa."}}, []),
        ({"action": "annotate", "note": {"id": "Periksa."}}, {"action": "annotate"}, ["note"]),
        ({"action": "annotate", "note": {"id": "Periksa."}}, {"action": "annotate", "note": {"id": "Lain."}}, ["note"]),
        ({"action": "annotate", "note": {"id": "Periksa."}}, {"action": "block"}, []),
        ({"mode": "warn"}, {"mode": "enforce"}, []),
        ({"mode": "enforce"}, {"mode": "warn"}, ["mode"]),
        ({"where": ("user",)}, {"where": ("request",)}, []),
        ({"min_score": 0.2}, {"min_score": 0.3, "count_gte": 2}, ["min_score", "count_gte"]),
    ],
)
def test_fields_are_compared_one_by_one(catalog: Catalog, parent: dict[str, Any], child: dict[str, Any], fields: list[str]) -> None:
    """Wider, surer, sooner is no weakening; what cannot be compared is."""
    assert [*weakened(a_shape(**parent), a_shape(**child), catalog)] == fields
