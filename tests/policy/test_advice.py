"""Advice for authors."""

from __future__ import annotations

from datetime import date

import pytest

from guardrail.core.diagnostic import Severity
from guardrail.policy.advice import advice
from guardrail.policy.catalog import Catalog
from guardrail.policy.compile import compile_policies
from guardrail.policy.load import parse

from .conftest import HEAD

RULE = "  rules:\n    - {id: a, description: d, entities: [ID_NIK], %s}\n"
EXCEPTION = """\
apiVersion: guardrail/v1
kind: Exception
metadata: {id: EXC-1}
spec:
  rule: contoh/a
  match: {}
  effect: warn
  reason: r
  ticket: t
  requested_by: a
  approved_by: [b, c]
  issued: 2026-11-01
  expires: 2026-11-30
"""


def advised(catalog: Catalog, today: date, *texts: str) -> list[str]:
    documents = [document for n, text in enumerate(texts, 1) for document in parse(f"{n}.yaml", text.encode())[0]]
    found = advice(documents, compile_policies(documents, catalog), today)
    assert all(each.severity is Severity.WARNING for each in found)
    return [str(each) for each in found]


@pytest.mark.parametrize(
    ("rule", "key"),
    [
        ("action: mask", None),
        ("action: block", None),
        ("action: annotate", None),
        ("action: require_reason", None),
        ("action: warn, escalate: {count_gte: 3, action: block}", None),
        ("action: warn, override_reason: Uji", None),
        ("action: warn", 59),
        ("action: generalize", 59),
        ("action: mask, min_score: 0.5", 76),
        ("action: mask, min_score: 0.5, override_reason: Uji", None),
    ],
)
def test_rules_that_the_default_outdoes(catalog: Catalog, rule: str, key: int | None) -> None:
    """Their authors expect something else of them."""
    found = advised(catalog, date(2026, 11, 21), f"{HEAD}spec:\n{RULE % rule}")
    assert [each.split()[:2] for each in found] == ([] if key is None else [[f"1.yaml:6:{key}:", "W311"]])


@pytest.mark.parametrize(
    ("today", "said"),
    [
        (date(2026, 11, 1), []),
        (date(2026, 11, 24), ["2.yaml:13:12: W310 expires in 6 days"]),
        (date(2026, 11, 30), ["2.yaml:13:12: W310 expires in 0 days"]),
        (date(2026, 12, 1), ["2.yaml:13:12: W310 has run out, and lowers nothing; delete it"]),
    ],
)
def test_exceptions_that_run_out(catalog: Catalog, today: date, said: list[str]) -> None:
    """Two weeks before, so that somebody can ask for another."""
    assert advised(catalog, today, f"{HEAD}spec:\n{RULE % 'action: mask'}", EXCEPTION) == said


@pytest.mark.parametrize(("today", "warned"), [(date(2026, 12, 1), []), (date(2026, 12, 3), ["1.yaml:3:110:", "W313"])])
def test_a_day_of_review_that_has_passed(catalog: Catalog, today: date, warned: list[str]) -> None:
    """The day itself is still time."""
    head = HEAD.replace("owner: contoh}", "owner: contoh, effective: {review_by: 2026-12-01}}")
    assert [each.split()[:2] for each in advised(catalog, today, f"{head}spec:\n{RULE % 'action: mask'}")] == ([warned] if warned else [])


@pytest.mark.parametrize(
    ("strict", "warned"),
    [
        ("entities: [general], action: block", True),
        ("entities: [general], action: redact", True),
        ("entities: [general], action: redact, where: [request]", False),
        ("entities: [general], action: redact, mode: warn", False),
        ("entities: [general], action: block, count_gte: 3", False),
        ("entities: [general], action: block, match: {apps: [a]}", False),
        ("entities: [specific], action: block", False),
        ("entities: [general], action: require_reason", False),
    ],
)
def test_rules_that_another_outdoes_everywhere(catalog: Catalog, strict: str, warned: bool) -> None:
    """Only where neither place, count, condition nor mode leaves them room."""
    found = advised(catalog, date(2026, 11, 1), f"{HEAD}spec:\n{RULE % 'action: mask'}    - {{id: b, description: d, {strict}}}\n")
    assert [each.split()[:2] for each in found] == ([["1.yaml:6:12:", "W312"]] if warned else [])


def test_a_rule_has_room_where_an_exception_lowers_the_stricter_one(catalog: Catalog) -> None:
    """There the milder rule acts."""
    rules = f"{RULE % 'action: mask'}    - {{id: b, description: d, entities: [ID_NIK], action: redact}}\n"
    exception = EXCEPTION.replace("contoh/a", "contoh/b")
    assert advised(catalog, date(2026, 11, 1), f"{HEAD}spec:\n{rules}", exception) == []
