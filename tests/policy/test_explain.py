"""Why a policy treats a finding as it does."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from guardrail.core.decision import Sighting
from guardrail.core.text import Finding, Place, Span
from guardrail.policy.circumstances import Circumstances
from guardrail.policy.explain import Part, consider, origin_of
from guardrail.policy.policy import PolicySet

UNDER = "    - {id: umum, description: a, entities: [general], action: mask}\n"


def seen(entity: str, score: float = 1.0, place: Place = Place.USER, subject: int = 0) -> Sighting:
    return Sighting(0, place, Finding(entity, Span(0, 1), score, "uji"), subject)


@pytest.mark.parametrize(
    ("rule", "part", "bound"),
    [
        ("action: block", Part.ACTED, 0),
        ("action: block, mode: audit", Part.TRIED, 0),
        ("action: warn", Part.WEAKER, 0),
        ("action: block, where: [response]", Part.PLACE, 0),
        ("action: block, min_score: 0.95", Part.SCORE, 95),
        ("action: block, count_gte: 3", Part.COUNT, 3),
        ("action: block, count_gte: 2", Part.ACTED, 0),
        ("action: block, match: {apps: [surat]}", Part.CONDITION, 0),
        ("action: redact, match: {apps: [undangan]}", Part.ACTED, 0),
    ],
)
def test_every_rule_about_the_kind_is_told_with_its_part(
    compiled: Callable[..., PolicySet], spec: Callable[[str], str], rule: str, part: Part, bound: int
) -> None:
    """Acted, tried out, weaker, or what kept it from acting."""
    policies = compiled(spec(f"  rules:\n{UNDER}    - {{id: lain, description: b, entities: [PERSON], {rule}}}\n"))
    policy, around = policies.policies[0], Circumstances("dinkes", "undangan")
    sightings = (seen("PERSON", 0.9), seen("PERSON", 0.9, subject=1))
    told = consider(policy, sightings[0], sightings, policy.decide(sightings, around), around)
    assert {one.rule: (one.part, one.bound) for one in told if one.rule == "contoh/lain"} == {"contoh/lain": (part, bound)}
    assert {one.rule for one in told} == {"contoh/umum", "contoh/lain", "contoh/default"}


def test_rules_about_other_kinds_are_not_told(compiled: Callable[..., PolicySet], spec: Callable[[str], str]) -> None:
    """What no rule names is the default's."""
    policy = compiled(spec("  rules:\n    - {id: nik, description: b, entities: [ID_NIK], action: block}\n")).policies[0]
    sightings = (seen("HEALTH"),)
    told = consider(policy, sightings[0], sightings, policy.decide(sightings))
    assert [(one.rule, one.part) for one in told] == [("contoh/default", Part.ACTED)]


def test_a_rule_is_told_with_its_place(compiled: Callable[..., PolicySet], spec: Callable[[str], str]) -> None:
    """File, line and lock; a default that nobody wrote has none."""
    policy = compiled(spec("  rules:\n    - {id: nik, description: b, entities: [ID_NIK], action: block, locked: true}\n")).policies[0]
    origin, locked = origin_of(policy, "contoh/nik")
    assert (str(origin), locked) == ("1.yaml:6", True)
    assert origin_of(policy, "contoh/default") == (None, False)
