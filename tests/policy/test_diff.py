"""What a change of policies means."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from guardrail.policy.catalog import Catalog
from guardrail.policy.diff import Direction, changed_rules, told
from guardrail.policy.policy import PolicySet

BASE = "  rules:\n    - {id: umum, description: a, entities: [general], action: mask}\n"
RULE = "    - {{id: nik, description: b, entities: [ID_NIK], {}}}\n"


@pytest.mark.parametrize(
    ("before", "after", "direction", "detail"),
    [
        ("action: mask", "action: block", Direction.STRICTER, "action: mask -> block"),
        ("action: block", "action: mask", Direction.LOOSER, "action: block -> mask"),
        ("action: block, count_gte: 5", "action: block, count_gte: 3", Direction.STRICTER, "count_gte: 5 -> 3"),
        ("action: block, min_score: 0.5", "action: block, min_score: 0.7", Direction.LOOSER, "min_score: 0.5 -> 0.7"),
        ("action: block", "action: block, where: [request]", Direction.LOOSER, "where: request, response -> request"),
        ("action: block, mode: audit", "action: block", Direction.STRICTER, "mode: audit -> enforce"),
        ("action: redact, where: [request]", "action: mask", Direction.MIXED, "where: request -> request, response"),
        ("action: mask", "action: mask, locked: true", Direction.STRICTER, "locked: false -> true"),
    ],
)
def test_a_changed_rule_goes_one_way(
    compiled: Callable[..., PolicySet],
    spec: Callable[[str], str],
    catalog: Catalog,
    before: str,
    after: str,
    direction: Direction,
    detail: str,
) -> None:
    """Stricter, looser, or both, from the side of the person whose data it is."""
    old, new = compiled(spec(BASE + RULE.format(before))), compiled(spec(BASE + RULE.format(after)))
    (change,) = changed_rules(old, new, catalog)
    assert (change.policy, change.subject, change.direction) == ("contoh", "contoh/nik", direction)
    assert detail in change.details
    assert str(change.origin) == "1.yaml:7"


def test_rules_come_and_go(compiled: Callable[..., PolicySet], spec: Callable[[str], str], catalog: Catalog) -> None:
    """A rule that only one side has is added or removed, with what it does."""
    old, new = compiled(spec(BASE)), compiled(spec(BASE + RULE.format("action: block")))
    assert [(one.direction, one.details) for one in changed_rules(old, new, catalog)] == [(Direction.ADDED, ("block ID_NIK",))]
    assert [one.direction for one in changed_rules(new, old, catalog)] == [Direction.REMOVED]
    assert Direction.REMOVED.loosens and not Direction.ADDED.loosens


def test_other_words_are_no_change_of_effect(compiled: Callable[..., PolicySet], spec: Callable[[str], str], catalog: Catalog) -> None:
    """A policy that only reads otherwise is reworded."""
    old, new = compiled(spec(BASE)), compiled(spec(BASE.replace("description: a", "description: z")))
    assert [one.direction for one in changed_rules(old, new, catalog)] == [Direction.REWORDED]
    assert changed_rules(old, old, catalog) == ()


def test_settings_are_compared_as_children_may_change_them(
    compiled: Callable[..., PolicySet], spec: Callable[[str], str], catalog: Catalog
) -> None:
    """Answers that are looked into less are looser."""
    old, new = compiled(spec("  answers: {mode: buffer}\n" + BASE)), compiled(spec("  answers: {mode: pass}\n" + BASE))
    (change,) = changed_rules(old, new, catalog)
    assert (change.subject, change.direction, change.details) == ("(answers)", Direction.LOOSER, ("mode: buffer -> pass",))


def test_policies_come_and_go(compiled: Callable[..., PolicySet], spec: Callable[[str], str], catalog: Catalog) -> None:
    """A policy that only one side has is told once, with whom it governs."""
    other = spec("  match: {tenants: [dinkes]}\n" + BASE).replace("id: contoh", "id: lain")
    changes = changed_rules(compiled(spec(BASE)), compiled(spec(BASE), other), catalog)
    assert [(one.policy, one.subject, one.direction, one.details) for one in changes] == [
        ("lain", "(policy)", Direction.ADDED, ("tenants: dinkes",))
    ]


EXCEPTION = """\
apiVersion: guardrail/v1
kind: Exception
metadata: {id: EXC-1}
spec: {rule: contoh/umum, match: {apps: [a]}, effect: allow, reason: r, ticket: t, requested_by: x, approved_by: [ani, budi],
  issued: 2026-10-01, expires: 2026-12-05}
"""


def test_an_exception_loosens(compiled: Callable[..., PolicySet], spec: Callable[[str], str], catalog: Catalog) -> None:
    """One that is granted is looser, one that ends stricter."""
    old, new = compiled(spec(BASE)), compiled(spec(BASE), EXCEPTION)
    assert [(one.subject, one.direction) for one in changed_rules(old, new, catalog)] == [("exception EXC-1", Direction.LOOSER)]
    assert [one.direction for one in changed_rules(new, old, catalog)] == [Direction.STRICTER]


@pytest.mark.parametrize(
    ("value", "words"), [(None, "none"), ((), "none"), (True, "true"), (("a", "b"), "a, b"), ({"a": 1}, "{a: 1}"), (0.5, "0.5")]
)
def test_values_are_told_on_one_line(value: object, words: str) -> None:
    """As their author would know them."""
    assert told(value) == words
